import Documents
import Model
import Storage

/// What some services are given out of the store, of what the caller may see.
struct ServiceInputs: Sendable {
    let store: any ObjectStore
    let caller: Caller?

    private static let maximumRules = 2_000
    private static let maximumRuleBytes = 8 << 20
    private static let maximumCandidates = 20_000
    private static let slice = 500

    /// The settings of a run with these added: `rules` for YARA, `ssdeep` and `candidates` for
    /// comparisons of fuzzy hashes.
    func config(of service: String, _ config: Document, of object: ObjectReference, head: Document) async throws -> Document {
        var config = config
        switch service {
        case "yara": config["rules"] = .list((config["rules"]?.list ?? []) + (try await rules()))
        case "ssdeep_compare":
            config["ssdeep"] = head["ssdeep"]
            config["candidates"] = .list(try await candidates(for: head, levels: try await levels(of: object)))
        default: break
        }
        return config
    }

    /// Rules in `signatures` of the type Yara: `{"name", "text"}`.
    private func rules() async throws -> [DocumentValue] {
        var rules: [DocumentValue] = []
        var bytes = 0
        try await each(ObjectTypes.signature, Self.equals("data_type", "Yara"), upTo: Self.maximumRules) { signature in
            guard let text = signature["data"]?.string, bytes + text.utf8.count <= Self.maximumRuleBytes else { return }
            bytes += text.utf8.count
            rules.append(.document(["name": signature["title"] ?? "", "text": .string(text)]))
        }
        return rules
    }

    /// The sources of an object, each at its most open level.
    private func levels(of object: ObjectReference) async throws -> [String: TLP] {
        let page = try await store.objects(
            ObjectQuery(type: object.type, ids: [object.id], reader: .everything, limit: 1, lists: [.source], countsMatches: false))
        return page.documents.first.map(Self.levels) ?? [:]
    }

    private static func levels(in document: Document) -> [String: TLP] {
        var levels: [String: TLP] = [:]
        for source in (document["source"]?.list ?? []).compactMap(\.document) {
            guard let name = source["name"]?.string else { continue }
            for instance in source["instances"]?.list ?? [] {
                guard let tlp = (instance.document?["tlp"]?.string).flatMap(TLP.init(rawValue:)) else { continue }
                levels[name] = min(levels[name] ?? tlp, tlp)
            }
        }
        return levels
    }

    /// Samples of the same MIME type whose fuzzy hash has a block size that compares: `{"description",
    /// "md5", "ssdeep"}`. Only those that every reader of this one may see, too, for every reader sees the result.
    private func candidates(for sample: Document, levels: [String: TLP]) async throws -> [DocumentValue] {
        guard let mimetype = sample["mimetype"], let size = sample["ssdeep"]?.string.flatMap(Self.blockSize) else { return [] }
        var candidates: [DocumentValue] = []
        let filter = Filter.and([Self.equals("mimetype", mimetype), .criterion(Criterion(path: ["ssdeep"], test: .exists(true)))])
        try await each(ObjectTypes.sample, filter, upTo: Self.maximumCandidates, lists: [.source]) { other in
            guard other["md5"] != sample["md5"], let hash = other["ssdeep"], let otherSize = hash.string.flatMap(Self.blockSize),
                otherSize == size || otherSize == 2 * size || size == 2 * otherSize
            else { return }
            let own = Self.levels(in: other)
            guard levels.allSatisfy({ source, tlp in own[source].map { $0 <= tlp } ?? false }) else { return }
            candidates.append(
                .document(["md5": other["md5"] ?? "", "ssdeep": hash, "description": other["description"] ?? ""]))
        }
        return candidates
    }

    private static func blockSize(_ hash: String) -> Int64? { Int64(hash.prefix { $0 != ":" }).flatMap { $0 <= 1 << 40 ? $0 : nil } }

    private static func equals(_ key: String, _ value: DocumentValue) -> Filter {
        .criterion(Criterion(path: [key], test: .equals(value)))
    }

    private func each(
        _ type: ObjectType, _ filter: Filter, upTo limit: Int, lists: Set<GrowingList> = [], _ body: (Document) -> Void
    ) async throws {
        guard let caller, caller.may("\(type.name).read") else { return }
        var cursor: String?
        var count = 0
        repeat {
            let page = try await store.objects(
                ObjectQuery(
                    type: type, filter: filter, reader: caller.reader, limit: Self.slice, cursor: cursor, lists: lists,
                    countsMatches: false))
            for document in page.documents { body(document) }
            count += page.documents.count
            cursor = page.next
        } while cursor != nil && count < limit
    }
}
