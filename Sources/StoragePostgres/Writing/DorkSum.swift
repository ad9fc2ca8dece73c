import Documents
import Model
import Storage

/// What a transaction adds to a dork: `count` sums up, the times span all events (normalization.md 2.4).
struct DorkSum {
    private let content: String
    private let type: String
    private var count = 0
    private var events = 0
    private var firstTime = Int64.max
    private var lastTime = Int64.min
    private var first = FirstPlace()

    init(_ dork: Contributions.Dork) {
        content = dork.content
        type = dork.type
    }

    mutating func add(_ event: Contributions.Dork, key: RecordKey) {
        count &+= event.count
        events += 1
        firstTime = min(firstTime, event.time.microseconds)
        lastTime = max(lastTime, event.time.microseconds)
        first.lower(to: key, position: event.position)
    }

    static func flush(
        _ rows: [(digest: [UInt8], sum: DorkSum)], counters: inout CounterDelta, _ connection: Connection
    ) throws(StorageError) {
        guard !rows.isEmpty else { return }
        let found = try connection.query(
            """
            INSERT INTO dork(digest, content, type, count, events, first_time, last_time, first_key, first_position)
            SELECT * FROM unnest(
                $1::bytea[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[])
            ON CONFLICT (digest) DO UPDATE SET count = dork.count + excluded.count, events = dork.events + excluded.events,
                first_time = least(dork.first_time, excluded.first_time),
                last_time = greatest(dork.last_time, excluded.last_time), \(FirstPlace.keepEarlier(in: "dork"))
            RETURNING digest, events
            """,
            .blobs(rows.map(\.digest)), .texts(rows.map(\.sum.content)), .texts(rows.map(\.sum.type)),
            .numbers(rows.map(\.sum.count)), .numbers(rows.map(\.sum.events)), .ints(rows.map(\.sum.firstTime)),
            .ints(rows.map(\.sum.lastTime)), .ints(rows.map(\.sum.first.key)), .numbers(rows.map(\.sum.first.position)))
        let added = Dictionary(uniqueKeysWithValues: rows.map { ($0.digest, $0.sum.events) })
        // A row that has no other events than these is new.
        counters.add(found.count { $0.int(1) == added[$0.bytes(0)] }, to: .dorks)
    }
}
