import Documents
import Hummingbird
import Model
import Storage

/// `hpfeeds`, `hpfeeds/stats` and `hpfeeds/stats/total` (honeypot-api.md 5.1 to 5.3).
struct MessageResource: Sendable {
    let version: APIVersion
    let store: any ObservationStore

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.get("hpfeeds") { request, _ in try await list(request) }
        group.get("hpfeeds/stats") { request, _ in try await statistics(request) }
        group.get("hpfeeds/stats/total") { _, _ in try await totals() }
    }

    private func list(_ request: Request) async throws -> Response {
        let parameters = Parameters(request.uri.query)
        var filter = MessageFilter(channel: parameters.text("channel"))
        let identifier = try parameters.identifier()
        filter.id = identifier?.id
        if version.isDevelopment {
            filter.from = try parameters.time("from")
            filter.to = try parameters.time("to")
        }
        let list = try ListRequest(request, parameters, version, defaultLimit: 50)
        if identifier?.isContradiction == true { return ListAnswer.empty("hpfeeds") }
        return try await list.answer("hpfeeds", write: Self.write) { [store, filter] page in
            try await store.messages(filter, order: .newestFirst, page: page)
        }
    }

    private static func write(_ stored: StoredMessage, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("_id")
        writer.objectID(stored.id)
        writer.name("channel")
        writer.string(stored.message.channel)
        writer.name("ident")
        writer.string(stored.message.ident)
        if let error = stored.lastError {
            writer.name("last_error")
            writer.string(error)
            if let time = stored.lastErrorTime {
                writer.name("last_error_timestamp")
                writer.timestamp(time)
            }
        }
        writer.name("normalized")
        writer.bool(stored.isNormalized)
        writer.name("payload")
        PayloadText.write(stored.message.payload, to: &writer)
        writer.name("timestamp")
        writer.timestamp(stored.message.received)
        writer.endObject()
    }

    private func statistics(_ request: Request) async throws -> Response {
        let parameters = Parameters(request.uri.query)
        let channel = parameters.text("channel")
        var day: Int?
        if let text = parameters.text("date") {
            guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw Refusal.badRequest }
            day = Int(text)
        }
        guard channel != nil || day != nil else { throw Refusal.badRequest }
        let items = try await store.dailyStatistics(channel: channel, day: day)
        return ListAnswer.whole("stats", items) { item, writer in
            writer.beginObject()
            writer.name("channel")
            writer.string(item.channel)
            writer.name("date")
            writer.string(String(item.day))
            writer.name("hourly")
            writer.beginObject()
            for (hour, count) in item.hourly.enumerated() where count > 0 {
                writer.name(text: String(hour))
                writer.integer(count)
            }
            writer.endObject()
            writer.endObject()
        }
    }

    private func totals() async throws -> Response {
        ListAnswer.whole("stats", try await store.totals()) { item, writer in
            writer.beginObject()
            writer.name("channel")
            writer.string(item.value ?? "")
            writer.name("count")
            writer.integer(item.count)
            writer.endObject()
        }
    }
}
