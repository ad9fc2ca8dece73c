import Accounts
import Documents
import HTTPTypes
import Hummingbird
import Intelligence
import Model
import Storage

/// The threat-intelligence API under `/api/v1/` (crits-api.md): takes the requests of its own resources, lets all others pass.
struct ThreatAPI: RouterMiddleware {
    let objects: (any ObjectStore & BlobStore)?
    let directory: Directory
    let administration: Administration
    let callers: ThreatCaller
    let parsing: (any FileParsing)?
    let analyses: AnalysisRunner?

    /// Bytes of one uploaded file.
    private static let maximumUpload: Int64 = 4 << 30
    private static let methodOverride = HTTPField.Name("X-HTTP-Method-Override")

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard let path = ThreatAPI.path(of: request.uri.path) else { return try await next(request, context) }
        let query = QueryParameters(request.uri.query)
        do {
            return try await answer(path, query, request, context)
        } catch let refusal as Refusal {
            return refusal.rendered(as: query.format ?? .json)
        }
    }

    /// The components after `/api/v1` when the path is one of this API's.
    private static func path(of text: String) -> [Substring]? {
        let parts = text.split(separator: "/")
        guard parts.count >= 2, parts[0] == "api", parts[1] == "v1" else { return nil }
        guard parts.count == 2 || ResourceDirectory.resource(String(parts[2])) != nil else { return nil }
        return Array(parts[2...])
    }

    private func answer(
        _ path: [Substring], _ query: QueryParameters, _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        guard directory.settings.enableAPI else {
            throw Refusal.threat(
                .notFound, "The threat-intelligence API is off. An administrator can turn it on with the setting enable_api.")
        }
        guard let objects else { throw Refusal.threat(.serviceUnavailable, "This store keeps no top-level objects.") }
        guard let target = ThreatTarget(path) else { throw Refusal.threat(.notFound, "There is no such resource.") }
        let override = ThreatAPI.methodOverride.flatMap { request.headers[$0] }
        var method = ThreatMethods.overridden(request.method, by: override)
        if method == .options { return ThreatAPI.options(target.methods) }
        if method == .head { method = .get }
        guard target.methods.contains(method) else { throw Refusal.threatMethod(target.methods) }
        if case .directory = target { return ThreatAPI.directory(query) }
        return method == .get
            ? try await read(target, query, request, context, objects)
            : try await write(target, method, query, request, context, objects)
    }

    private func read(
        _ target: ThreatTarget, _ query: QueryParameters, _ request: Request, _ context: ServerContext,
        _ objects: any ObjectStore & BlobStore
    ) async throws -> Response {
        let principal = try await callers.principal(request, context, isWriting: false)
        let reader = ObjectReading(
            objects: objects, caller: Caller(principal.access), maximumLimit: directory.settings.apiMaximumLimit,
            zipPassword: directory.settings.site.zipPassword)
        switch target {
        case .directory: return ThreatAPI.directory(query)
        case .schema(let resource): return try reader.schema(resource, query)
        case .list(let resource): return try await reader.list(resource, path: "/api/v1/\(resource)/", query)
        case .set(let resource, let ids): return try await reader.set(resource, ids, query)
        case .detail(let resource, let id): return try await reader.detail(resource, id, query)
        }
    }

    private func write(
        _ target: ThreatTarget, _ method: HTTPRequest.Method, _ query: QueryParameters, _ request: Request, _ context: ServerContext,
        _ objects: any ObjectStore & BlobStore
    ) async throws -> Response {
        var admission = try await Admission(request, context, callers: callers)
        let body = try await RequestBody(
            request, store: objects, maximumUpload: ThreatAPI.maximumUpload, isSample: target.isListOfSamples, admission: &admission,
            mayUpload: { target.takesFile(of: $0) })
        let principal = try await admission.decide(body.values)
        let writing = ObjectWriting(
            objects: objects, parsing: parsing, analyses: analyses, caller: Caller(principal.access), options: commandOptions,
            addDependency: addDependency, successStatus: directory.settings.critsSuccessStatus)
        switch target {
        case .list(let resource) where method == .post: return try await writing.create(resource, body)
        case .detail(let resource, let id) where method == .patch: return try await writing.change(resource, id, query, body)
        default: throw Refusal.threat(.badRequest, "Invalid data sent.")
        }
    }

    /// What administrators decided, as it is now.
    private var commandOptions: CommandOptions {
        let snapshot = directory.snapshot
        var items = ItemLists()
        func list(_ kind: ItemKind) -> [ItemLists.Item] {
            (snapshot.items[kind] ?? []).map { ItemLists.Item($0.name, isActive: $0.isActive) }
        }
        items.rawDataTypes = list(.rawDataType)
        items.signatureTypes = list(.signatureType)
        items.signatureDependencies = list(.signatureDependency)
        items.actorIdentifierTypes = list(.actorIdentifierType)
        items.actions = list(.action)
        var options = CommandOptions(
            requiresKnownTLD: snapshot.settings.requireKnownTLD, storesMailBodies: snapshot.settings.emailBodySamples, items: items,
            sources: Set(snapshot.sources.map(\.name)), isUser: { snapshot.users[$0] != nil })
        options.triage = (analyses?.services ?? []).filter(\.isOnTriage)
        options.serviceAttempts = snapshot.settings.services.attempts
        options.openSecret = { [administration] service, option, sealed in administration.open(sealed, of: option, service: service) }
        return options
    }

    /// One that another request added meanwhile is fine, one that no list takes stays with its signature only.
    private func addDependency(_ name: String) async throws {
        do {
            try await administration.addItem(name, to: .signatureDependency)
        } catch let error as AccountError where error.code == .exists || error.code == .invalid {
            return
        }
    }

    private static func directory(_ query: QueryParameters) -> Response {
        let format = query.format ?? .json
        let inlines = query["fullschema"] == "true"
        return ObjectReading.response(format.mapping(ResourceDirectory.document(inlinesSchemas: inlines)), format)
    }

    private static func options(_ methods: [HTTPRequest.Method]) -> Response {
        let text = methods.map(\.rawValue).joined(separator: ",")
        return Response.text(text, headers: [.allow: text])
    }
}
