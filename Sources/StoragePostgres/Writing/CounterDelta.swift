import Model
import Storage

/// What a row of the table `counter` counts.
enum CounterKind: Int64, CaseIterable {
    case messages = 1
    case sessions = 2
    case urls = 3
    case files = 4
    case dorks = 5
    /// Sessions by protocol.
    case `protocol` = 6
    /// Sessions without one.
    case noProtocol = 7
    /// Files by content guess.
    case contentGuess = 8
    /// Messages in error by channel.
    case errors = 9
    /// Messages ever received by channel.
    case channel = 10
    /// Messages of a day by ident or channel.
    case event = 11
}

/// Changes of counters in one transaction, summed so that each row is written once.
struct CounterDelta {
    private struct Key: Hashable {
        var kind: CounterKind
        var name: String
        var day: Int
    }

    private var changes: [Key: Int] = [:]

    mutating func add(_ count: Int, to kind: CounterKind, named name: String = "", day: Int = 0) {
        changes[Key(kind: kind, name: name, day: day), default: 0] += count
    }

    mutating func addSession(_ count: Int, protocol name: String?) {
        add(count, to: .sessions)
        if let name { add(count, to: .protocol, named: name) } else { add(count, to: .noProtocol) }
    }

    /// Adds them to the rows of a node, which only its own process writes; rows of imports under a lock.
    func flush(node: Int, _ connection: Connection) throws(StorageError) {
        let rows = changes.filter { $0.value != 0 }.map { (key: $0.key, digest: Digest.of($0.key.name), value: $0.value) }
            .sorted { left, right in
                (left.key.kind.rawValue, left.key.day, left.key.name) < (right.key.kind.rawValue, right.key.day, right.key.name)
            }
        guard !rows.isEmpty else { return }
        try connection.query(
            """
            INSERT INTO counter(kind, digest, day, node, name, value)
            SELECT kind, digest, day, $5, name, value
            FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::text[], $6::int8[]) AS new(kind, digest, day, name, value)
            ON CONFLICT (kind, digest, day, node) DO UPDATE SET value = counter.value + excluded.value
            """,
            .ints(rows.map(\.key.kind.rawValue)), .blobs(rows.map(\.digest)), .numbers(rows.map(\.key.day)),
            .texts(rows.map(\.key.name)), .number(node), .numbers(rows.map(\.value)))
    }
}
