import Accounts
import Documents
import Hummingbird
import Storage

/// `aux/dorks` (honeypot-api.md 5.7): level 10, or anyone where the setting `public_dorks` says so.
struct DorkResource: Sendable {
    let version: APIVersion
    let store: any ObservationStore
    let directory: Directory

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.get("aux/dorks") { request, context in try await list(request, context) }
    }

    private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
        if !directory.settings.publicDorks { try RequireLevel.check(context, 10) }
        let parameters = Parameters(request.uri.query)
        var filter = DorkFilter(pattern: try parameters.pattern("regex"), type: parameters.text("type"))
        if let text = parameters.text("sort_by") {
            guard let field = DorkFilter.Field(rawValue: text) else { throw Refusal.badRequest }
            filter.sortBy = field
        }
        filter.ascending = try parameters.ascending(default: false)
        let list = try ListRequest(request, parameters, version, defaultLimit: 200)
        let budget = filter.pattern == nil ? nil : HoneypotAPI.scanBudget
        return try await list.answer("dorks", budget: budget, write: Self.write) { [store, filter] page in
            try await store.dorks(filter, page: page)
        }
    }

    private static func write(_ dork: StoredDork, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("content")
        writer.string(dork.content)
        writer.name("count")
        writer.integer(dork.count)
        writer.name("firsttime")
        // The one time with an offset (honeypot-api.md 2).
        var text: [UInt8] = []
        dork.first.appendText(to: &text, wholeSeconds: true)
        writer.string(utf8: text + "+00:00".utf8)
        writer.name("lasttime")
        writer.timestamp(dork.last)
        writer.name("type")
        writer.string(dork.type)
        writer.endObject()
    }
}
