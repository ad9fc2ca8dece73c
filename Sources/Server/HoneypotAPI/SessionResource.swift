import Documents
import Hummingbird
import Model
import Storage

/// `sessions`, `sessions/protocols` and, under `/api/d/`, one session with its activities (honeypot-api.md 5.4 and 5.8).
struct SessionResource: Sendable {
    let version: APIVersion
    let store: any ObservationStore
    /// Digits of MD5, SHA-1, SHA-256 and SHA-512.
    private static let hashLengths = [32, 40, 64, 128]

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.get("sessions") { request, context in try await list(request, context) }
        group.get("sessions/protocols") { _, _ in try await protocols() }
        if version.isDevelopment { group.get("sessions/:id") { _, context in try await one(context) } }
    }

    private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
        let parameters = Parameters(request.uri.query)
        let item = SessionItem(showsID: version.showsIDs, showsAddresses: SessionItem.showsAddresses(to: context))
        // A filter on what is hidden would be an oracle for it (honeypot-api.md 3.2).
        if !item.showsAddresses, parameters.isPresent("destination_ip") { throw Refusal.badRequest }
        var filter = SessionFilter()
        let identifier = try parameters.identifier()
        filter.id = identifier?.id
        filter.protocol = parameters.text("protocol")
        filter.honeypot = parameters.text("honeypot")
        filter.sourceIP = parameters.text("source_ip")
        filter.sourcePort = try parameters.port("source_port")
        filter.destinationIP = parameters.text("destination_ip")
        filter.destinationPort = try parameters.port("destination_port")
        var order = ReceiptOrder.oldestFirst
        if version.isDevelopment {
            order = try parameters.ascending(default: false) ? .oldestFirst : .newestFirst
            filter.from = try parameters.time("from")
            filter.to = try parameters.time("to")
        }
        let list = try ListRequest(request, parameters, version, defaultLimit: 50)
        if identifier?.isContradiction == true { return ListAnswer.empty("sessions") }
        return try await list.answer("sessions", write: { item.write($0, to: &$1) }) { [store, filter, order] page in
            try await store.sessions(filter, order: order, page: page)
        }
    }

    /// One session, with what was done in it (ruling 37).
    private func one(_ context: ServerContext) async throws -> Response {
        guard let text = context.parameters.get("id"), let id = ObjectID(text) else { throw Refusal.badRequest }
        var filter = SessionFilter()
        filter.id = id
        guard let stored = try await store.sessions(filter, order: .oldestFirst, page: Page(limit: 1)).items.first else {
            throw Refusal(status: .notFound, body: .json("There is no such session."))
        }
        let activities = try await linked(try await store.activities(of: stored.key))
        let item = SessionItem(showsID: true, showsAddresses: SessionItem.showsAddresses(to: context))
        return ListAnswer.whole("sessions", [stored]) { stored, writer in item.write(stored, activities: activities, to: &writer) }
    }

    /// Hashes of files brought along lead to the files, once their bytes have arrived on any channel (ruling 37).
    private func linked(_ activities: [SessionActivity]) async throws -> [LinkedActivity] {
        var known: [String: ObjectID?] = [:]
        var result: [LinkedActivity] = []
        for activity in activities {
            guard activity.kind == .hash, Self.hashLengths.contains(activity.value.utf8.count) else {
                result.append(LinkedActivity(activity: activity))
                continue
            }
            if known[activity.value] == nil {
                let files = try await store.files(hash: activity.value, includingContent: false, page: Page(limit: 1))
                known[activity.value] = .some(files.items.first?.id)
            }
            result.append(LinkedActivity(activity: activity, file: known[activity.value] ?? nil))
        }
        return result
    }

    private func protocols() async throws -> Response {
        ListAnswer.whole("protocols", try await store.sessionProtocols()) { $0.write(named: "protocol", to: &$1) }
    }
}

extension ValueCount {
    /// The value under a name, and the count.
    func write(named name: StaticString, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("count")
        writer.integer(count)
        writer.name(name)
        if let value { writer.string(value) } else { writer.null() }
        writer.endObject()
    }
}
