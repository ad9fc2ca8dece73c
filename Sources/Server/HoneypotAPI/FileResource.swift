import Documents
import Hummingbird
import Storage

/// `files` and `files/types` (honeypot-api.md 5.6 and 5.8).
struct FileResource: Sendable {
    let version: APIVersion
    let store: any ObservationStore

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.get("files") { request, _ in try await list(request) }
        group.get("files/types") { _, _ in try await types() }
    }

    private func list(_ request: Request) async throws -> Response {
        let parameters = Parameters(request.uri.query)
        guard let hash = try parameters.hash() else { throw Refusal.badRequest }
        let showsData = !parameters.isPresent("no_data")
        let list = try ListRequest(request, parameters, version, defaultLimit: 50)
        guard ContentHash.isPossible(hash) else { return ListAnswer.empty("files") }
        return try await list.answer("files", write: { [version] in Self.write($0, version, to: &$1) }) { [store] page in
            try await store.files(hash: hash, includingContent: showsData, page: page)
        }
    }

    private static func write(_ file: StoredFile, _ version: APIVersion, to writer: inout JSONWriter) {
        writer.beginObject()
        if version.showsIDs {
            writer.name("_id")
            writer.objectID(file.id)
        }
        writer.name("content_guess")
        writer.string(file.contentGuess)
        if let content = file.content {
            writer.name("data")
            writer.hexadecimal(content)
        }
        writer.name("encoding")
        writer.string("hex")
        writer.name("hashes")
        ContentHash.write(file.hashes, to: &writer)
        writer.name("hpfeed_ids")
        ContentHash.write(file.messageIDs, to: &writer)
        if file.messageCount > file.messageIDs.count {
            writer.name("hpfeed_ids_total")
            writer.integer(file.messageCount)
        }
        writer.endObject()
    }

    /// The name of the array is upstream's mechanical plural.
    private func types() async throws -> Response {
        ListAnswer.whole("content_guesss", try await store.fileTypes()) { $0.write(named: "content_guess", to: &$1) }
    }
}
