import Documents
import Hummingbird
import Intelligence
import Model
import NIOCore
import Storage

/// Answers GET: lists, single documents, several at once, schemas (crits-api.md 1.4 to 7).
struct ObjectReading: Sendable {
    let objects: any ObjectStore & BlobStore
    let caller: Caller
    let maximumLimit: Int
    let zipPassword: String

    /// One page of documents that match.
    func list(_ resource: String, path: String, _ query: QueryParameters) async throws -> Response {
        if resource == "vocab" { return try vocabulary(path, query) }
        let type = try readableType(resource)
        let criteria = try criteria(query, type, isList: true)
        let page = try await find(type, criteria, query, ids: nil)
        if query.wantsFiles { return try await files(of: page.documents, type, query) }
        var meta = criteria.page.meta(total: page.total ?? 0, path: path, parameters: query.pairs)
        if let next = meta.next, let cursor = page.next {
            meta = ListMeta(
                limit: meta.limit, offset: meta.offset, total: meta.total, next: next + "&cursor=" + FormFields.encode(cursor),
                previous: meta.previous)
        }
        var renderer = DocumentListRenderer(query.format ?? .json, meta: meta)
        for document in page.documents {
            renderer.append(try await shown(document, type, criteria.projection, isDetail: false))
        }
        renderer.end()
        return ObjectReading.response(renderer.take(), query.format ?? .json)
    }

    /// One document by its id; the criteria count here, too.
    func detail(_ resource: String, _ idText: String, _ query: QueryParameters) async throws -> Response {
        if resource == "vocab" { return try category(idText, query) }
        let type = try readableType(resource)
        guard let id = ObjectID(idText) else { throw Refusal.threatNotFound }
        let criteria = try criteria(query, type, isList: false)
        let page = try await find(type, criteria, query, ids: [id])
        guard let document = page.documents.first else { throw Refusal.threatNotFound }
        if query.wantsFiles { return try await files(of: [document], type, query) }
        let format = query.format ?? .json
        return ObjectReading.response(format.detail(try await shown(document, type, criteria.projection, isDetail: true)), format)
    }

    /// Several documents by their ids, in that order.
    func set(_ resource: String, _ text: String, _ query: QueryParameters) async throws -> Response {
        let type = try readableType(resource)
        let texts = text.split(separator: ";").map { FormFields.decode($0.utf8) }.flatMap { $0.split(separator: ";").map(String.init) }
        guard texts.count <= maximumLimit else { throw Refusal.threat(.badRequest, "At most \(maximumLimit) ids can be asked for.") }
        let ids = texts.compactMap { ObjectID($0) }
        let criteria = try criteria(query, type, isList: false)
        let found =
            ids.isEmpty
            ? []
            : try await objects.objects(
                ObjectQuery(
                    type: type, ids: ids, filter: permitted(criteria.filter, type), reader: caller.reader, limit: max(1, ids.count),
                    countsMatches: false)
            ).documents
        var documents: [String: Document] = [:]
        for document in found { documents[document["_id"]?.string ?? ""] = document }
        let missing = texts.filter { documents[$0.lowercased()] == nil }
        var renderer = DocumentListRenderer(query.format ?? .json, notFound: missing)
        for text in texts {
            guard let document = documents[text.lowercased()] else { continue }
            renderer.append(try await shown(document, type, criteria.projection, isDetail: false))
        }
        renderer.end()
        return ObjectReading.response(renderer.take(), query.format ?? .json)
    }

    /// The fields of a type.
    func schema(_ resource: String, _ query: QueryParameters) throws -> Response {
        guard let entry = ResourceDirectory.resource(resource) else { throw Refusal.threat(.notFound, "There is no such resource.") }
        let format = query.format ?? .json
        return ObjectReading.response(format.mapping(ResourceDirectory.schema(of: entry)), format)
    }

    static func response(_ bytes: [UInt8], _ format: DocumentFormat) -> Response {
        Response(
            status: .ok, headers: [.contentType: format.contentType], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func readableType(_ resource: String) throws -> ObjectType {
        guard let type = ObjectTypes.resource(resource) else { throw Refusal.threat(.notFound, "There is no such resource.") }
        if let permission = ObjectReading.permission(toRead: type), !caller.may(permission) {
            throw Refusal.threat(.forbidden, "You do not have access to this object.")
        }
        return type
    }

    /// The permission to read documents of a type; nil where being let in suffices (crits-api.md 3.4).
    private static func permission(toRead type: ObjectType) -> String? {
        switch type.name {
        case "ActorIdentifier": "Actor.actor_identifiers_read"
        case "Screenshot", "Service", "Comment", "AnalysisResult": nil
        default: "\(type.name).read"
        }
    }

    private func criteria(_ query: QueryParameters, _ type: ObjectType, isList: Bool) throws -> Criteria {
        let criteria: Criteria
        do throws(SearchRefusal) {
            criteria = try Criteria(query.pairs, type: type, isList: isList, maximumLimit: maximumLimit)
        } catch {
            throw Refusal.threat(.badRequest, error.message)
        }
        // What nobody is shown nobody may ask for, either.
        if [ObjectTypes.service.name, ObjectTypes.analysisResult.name].contains(type.name) {
            let paths = criteria.filter.paths + criteria.sort.map(\.path)
            guard !paths.joined().contains(where: { SecretOption.isSecret($0) }) else {
                throw Refusal.threat(.badRequest, "Secret settings can't be searched.")
            }
        }
        return criteria
    }

    private func find(
        _ type: ObjectType, _ criteria: Criteria, _ query: QueryParameters, ids: [ObjectID]?
    ) async throws -> ObjectPage {
        let cursor = ids == nil ? query["cursor"] : nil
        let request = ObjectQuery(
            type: type, ids: ids, filter: permitted(criteria.filter, type), reader: caller.reader, sort: criteria.sort,
            offset: cursor == nil ? criteria.page.offset : 0, limit: criteria.page.limit, cursor: cursor,
            lists: query.wantsFiles ? [.source] : nil, countsMatches: ids == nil && !query.wantsFiles)
        do throws(StorageError) {
            return try await objects.objects(request)
        } catch {
            switch error.code {
            case .tooExpensive: throw Refusal.threat(.badRequest, "The search is too expensive.")
            case .invalid: throw Refusal.threat(.badRequest, error.message)
            default: throw error
            }
        }
    }

    /// A filter that leaves, of what hangs on other objects, only what the caller may read of their type (crits-api.md 3.4).
    private func permitted(_ filter: Filter, _ type: ObjectType) -> Filter {
        guard case .asTarget(let typeKey, _) = type.visibility else { return filter }
        let permission = type.name == ObjectTypes.comment.name ? "comments_read" : "services_read"
        let types = ObjectTypes.all.map(\.name)
        let readable = types.filter { caller.may("\($0).\(permission)") }
        if readable.count == types.count { return filter }
        return .and([filter, .criterion(Criterion(path: [typeKey], test: .isIn(readable.map { .string($0) })))])
    }

    /// A document as it is answered: contents of files only where they are asked for (ruling 20).
    private func shown(
        _ document: Document, _ type: ObjectType, _ projection: Projection, isDetail: Bool
    ) async throws -> Document {
        var document = document
        if type.name == ObjectTypes.sample.name {
            if projection.names("filedata") {
                document["filedata"] = .string(String(decoding: try await content(of: document, type), as: UTF8.self))
            } else if !isDetail || !caller.may("\(type.name).download") {
                document["filedata"] = nil
            }
        }
        if type.name == ObjectTypes.service.name { document = SecretOption.redacted(document) }
        if type.name == ObjectTypes.campaign.name { try await count(&document, projection) }
        return projection.apply(to: document)
    }

    /// How many objects of each type a campaign has, of those that the caller may see (ruling 63).
    private func count(_ campaign: inout Document, _ projection: Projection) async throws {
        guard let name = campaign["name"] else { return }
        let filter = Filter.criterion(Criterion(path: ["campaign", "name"], test: .equals(name)))
        for (key, typeName) in ObjectTypes.campaignCounts where projection.keeps(key) {
            guard let type = ObjectTypes.named(typeName), caller.may("\(typeName).read") else { continue }
            let page = try await objects.objects(
                ObjectQuery(type: type, filter: filter, reader: caller.reader, limit: 1, lists: []))
            campaign[key] = .integer(Int64(page.total ?? 0))
        }
    }

    /// The whole content in base64, empty where there is none.
    private func content(of document: Document, _ type: ObjectType) async throws -> [UInt8] {
        guard caller.may("\(type.name).download"), let id = document["filedata"]?.string.flatMap({ ObjectID($0) }),
            let file = try await objects.file(id)
        else { return [] }
        let encoder = FileTransformer(.base64)
        var result: [UInt8] = []
        var index = 0
        while let chunk = try await objects.blobChunk(sha256: file.sha256, index: index) {
            result += encoder.transform(chunk)
            index += 1
        }
        return result + encoder.finish()
    }

    private func files(of documents: [Document], _ type: ObjectType, _ query: QueryParameters) async throws -> Response {
        var names: [String] = []
        var references: [FileReference] = []
        let isPicture = type.name == ObjectTypes.screenshot.name
        for document in documents where isPicture || caller.may("\(type.name).download") {
            let field = isPicture ? "screenshot" : "filedata"
            guard let id = document[field]?.string.flatMap({ ObjectID($0) }), let file = try await objects.file(id), file.size > 0
            else { continue }
            names.append((document["md5"]?.string ?? id.description) + (isPicture ? ".png" : ""))
            references.append(file)
        }
        let entries = zip(ZipDownload.distinct(names), references).map { ZipDownload.Entry(name: $0, file: $1) }
        return ZipDownload(
            store: objects, entries: entries, transformation: isPicture ? .raw : FileTransformation(parameter: query["file_format"]),
            password: zipPassword
        ).response()
    }

    private func vocabulary(_ path: String, _ query: QueryParameters) throws -> Response {
        let documents = VocabularyDocuments.all
        let meta = ListMeta(limit: 1_000, offset: 0, total: documents.count, next: nil, previous: nil)
        var renderer = DocumentListRenderer(query.format ?? .json, meta: meta)
        for document in documents { renderer.append(document) }
        renderer.end()
        return ObjectReading.response(renderer.take(), query.format ?? .json)
    }

    private func category(_ name: String, _ query: QueryParameters) throws -> Response {
        guard let document = VocabularyDocuments.category(name) else {
            throw Refusal.threat(.badRequest, "Vocabulary category \"\(name)\" does not exist")
        }
        let format = query.format ?? .json
        return ObjectReading.response(format.detail(document), format)
    }
}
