import Documents
import Hummingbird
import Model
import Storage

/// `urls` (honeypot-api.md 5.5).
struct URLResource: Sendable {
    let version: APIVersion
    let store: any ObservationStore

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.get("urls") { request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws -> Response {
        let parameters = Parameters(request.uri.query)
        var filter = URLFilter(pattern: try parameters.pattern("url_regex"), hash: try parameters.hash())
        if version.isDevelopment {
            filter.from = try parameters.time("from")
            filter.to = try parameters.time("to")
        }
        let list = try ListRequest(request, parameters, version, defaultLimit: 50)
        if let hash = filter.hash, !ContentHash.isPossible(hash) { return ListAnswer.empty("urls") }
        let budget = filter.pattern == nil ? nil : HoneypotAPI.scanBudget
        return try await list.answer("urls", budget: budget, write: { [version] in Self.write($0, version, to: &$1) }) {
            [store, filter] page in
            try await store.urls(filter, page: page)
        }
    }

    private static func write(_ url: StoredURL, _ version: APIVersion, to writer: inout JSONWriter) {
        writer.beginObject()
        if version.showsIDs {
            writer.name("_id")
            writer.objectID(url.id)
        }
        if !url.extractions.isEmpty {
            writer.name("extractions")
            writer.beginArray()
            for extraction in url.extractions {
                writer.beginObject()
                writer.name("hashes")
                ContentHash.write(extraction.hashes, to: &writer)
                writer.name("timestamp")
                writer.timestamp(extraction.timestamp)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.name("hpfeeds_ids")
        ContentHash.write(url.messageIDs, to: &writer)
        if url.messageCount > url.messageIDs.count {
            writer.name("hpfeeds_ids_total")
            writer.integer(url.messageCount)
        }
        writer.name("url")
        writer.string(url.url)
        writer.endObject()
    }
}

/// What urls and files have in common.
enum ContentHash {
    /// Whether any content has the hash: one with other characters is well-formed (honeypot-api.md 5.5) and found nowhere.
    static func isPossible(_ hash: String) -> Bool {
        hash.utf8.allSatisfy { Hexadecimal.value(of: $0) != nil }
    }

    /// The three hashes that the API shows.
    static func write(_ hashes: ContentHashes, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("md5")
        writer.string(hashes.md5)
        writer.name("sha1")
        writer.string(hashes.sha1)
        writer.name("sha512")
        writer.string(hashes.sha512)
        writer.endObject()
    }

    /// An array of ids.
    static func write(_ ids: [ObjectID], to writer: inout JSONWriter) {
        writer.beginArray()
        for id in ids { writer.objectID(id) }
        writer.endArray()
    }
}
