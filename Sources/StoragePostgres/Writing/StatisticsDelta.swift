import Documents
import Model
import Storage

/// Counts of received messages in one transaction (normalization.md 1.6).
struct StatisticsDelta {
    private struct Hour: Hashable {
        var channel: String
        var hour: UTCHour
    }

    private var hours: [Hour: Int] = [:]
    /// Hours in the order in which they first came, which is the order of new records.
    private var order: [Hour] = []
    private var hearings: [String: Hearing] = [:]

    mutating func count(_ message: ReceivedMessage, counters: inout CounterDelta) {
        let key = Hour(channel: message.channel, hour: UTCHour(message.received))
        if hours[key] == nil { order.append(key) }
        hours[key, default: 0] += 1
        hearings[message.ident, default: Hearing()].count(message.received)
        counters.add(1, to: .messages)
        counters.add(1, to: .channel, named: message.channel)
        let day = key.hour.calendar.day
        counters.add(1, to: .event, named: message.channel, day: day)
        counters.add(1, to: .event, named: message.ident, day: day)
    }

    func flush(node: Int, _ connection: Connection) throws(StorageError) {
        guard !order.isEmpty else { return }
        let places = order.map(\.hour.calendar)
        try connection.query(
            """
            INSERT INTO hourly(digest, day, hour, node, channel, count)
            SELECT digest, day, hour, $4, channel, count
            FROM unnest($1::bytea[], $2::int8[], $3::int8[], $5::text[], $6::int8[])
                WITH ORDINALITY AS new(digest, day, hour, channel, count, place) ORDER BY place
            ON CONFLICT (day, digest, hour, node) DO UPDATE SET count = hourly.count + excluded.count
            """,
            .blobs(order.map { Digest.of($0.channel) }), .numbers(places.map(\.day)), .numbers(places.map(\.hour)),
            .number(node), .texts(order.map(\.channel)), .numbers(order.map { hours[$0] ?? 0 }))
        let idents = hearings.sorted { $0.key < $1.key }
        try connection.query(
            """
            INSERT INTO sensor_activity(digest, node, ident, last_seen, messages)
            SELECT digest, $2, ident, last_seen, messages
            FROM unnest($1::bytea[], $3::text[], $4::int8[], $5::int8[]) AS new(digest, ident, last_seen, messages)
            ON CONFLICT (digest, node) DO UPDATE SET last_seen = greatest(sensor_activity.last_seen, excluded.last_seen),
                messages = sensor_activity.messages + excluded.messages
            """,
            .blobs(idents.map { Digest.of($0.key) }), .number(node), .texts(idents.map(\.key)),
            .ints(idents.map(\.value.last)), .numbers(idents.map(\.value.messages)))
    }
}
