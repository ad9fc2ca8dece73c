import Documents
import Model
import Storage

/// What a transaction adds to a url.
struct URLSum {
    let url: String
    private var mentions = 0
    private var first = FirstPlace()
    private var firstReceived = Int64.max
    private var lastReceived = Int64.min

    init(_ url: String) {
        self.url = url
    }

    mutating func add(_ mention: Contributions.URL, key: RecordKey, received: Timestamp) {
        mentions += 1
        first.lower(to: key, position: mention.position)
        firstReceived = min(firstReceived, received.microseconds)
        lastReceived = max(lastReceived, received.microseconds)
    }

    static func flush(
        _ rows: [(digest: [UInt8], sum: URLSum)], counters: inout CounterDelta, _ connection: Connection
    ) throws(StorageError) {
        guard !rows.isEmpty else { return }
        let found = try connection.query(
            """
            INSERT INTO url(digest, url, mentions, first_key, first_position, first_received, last_received)
            SELECT * FROM unnest($1::bytea[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
            ON CONFLICT (digest) DO UPDATE SET mentions = url.mentions + excluded.mentions,
                \(FirstPlace.keepEarlier(in: "url")),
                first_received = least(url.first_received, excluded.first_received),
                last_received = greatest(url.last_received, excluded.last_received)
            RETURNING digest, mentions
            """,
            .blobs(rows.map(\.digest)), .texts(rows.map(\.sum.url)), .numbers(rows.map(\.sum.mentions)),
            .ints(rows.map(\.sum.first.key)), .numbers(rows.map(\.sum.first.position)),
            .ints(rows.map(\.sum.firstReceived)), .ints(rows.map(\.sum.lastReceived)))
        let added = Dictionary(uniqueKeysWithValues: rows.map { ($0.digest, $0.sum.mentions) })
        // A row that has no other mentions than these is new.
        counters.add(found.count { $0.int(1) == added[$0.bytes(0)] }, to: .urls)
    }
}
