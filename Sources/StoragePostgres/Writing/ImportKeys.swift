import Model
import Storage

/// Gives imported messages the next free keys of their second and node, in the transaction that stores them.
struct ImportKeys {
    private struct Second: Hashable {
        var second: UInt32
        var node: Int
    }

    private let connection: Connection
    private var next: [Second: Int] = [:]

    /// Reads what is taken in the seconds of the proposed keys.
    init(_ proposals: some Sequence<RecordKey>, _ connection: Connection) throws(StorageError) {
        self.connection = connection
        try read(Set(proposals.map { Second(second: $0.seconds, node: $0.node) }))
    }

    /// The next free key. A second that is full borrows from the one that follows.
    mutating func key(for proposal: RecordKey) throws(StorageError) -> RecordKey {
        var place = Second(second: proposal.seconds, node: proposal.node)
        while true {
            if next[place] == nil { try read([place]) }
            let counter = next[place] ?? 0
            if counter < RecordKey.countersPerSecond {
                next[place] = counter + 1
                return RecordKey(seconds: place.second, counter: counter, node: place.node)
            }
            place.second &+= 1
        }
    }

    private mutating func read(_ places: Set<Second>) throws(StorageError) {
        guard let first = places.map(\.second).min(), let last = places.map(\.second).max() else { return }
        let ordered = Array(places)
        // The bounds of all let the planner leave partitions out.
        let rows = try connection.query(
            """
            SELECT place, (
                SELECT raw.key FROM raw
                WHERE raw.key >= low AND raw.key <= high AND raw.key >= $3 AND raw.key <= $4 AND raw.key & 127 = node
                ORDER BY raw.key DESC LIMIT 1)
            FROM unnest($1::int8[], $2::int8[], $5::int8[]) WITH ORDINALITY AS taken(low, high, node, place)
            """,
            .ints(ordered.map { ImportKeys.low($0.second) }), .ints(ordered.map { ImportKeys.high($0.second) }),
            .int(ImportKeys.low(first)), .int(ImportKeys.high(last)), .numbers(ordered.map(\.node)))
        for row in rows {
            let place = ordered[row.int(0) - 1]
            next[place] = row.optionalInt64(1).map { RecordKey(rawValue: $0).counter + 1 } ?? 0
        }
    }

    private static func low(_ second: UInt32) -> Int64 { RecordKey(seconds: second, counter: 0, node: 0).rawValue }

    private static func high(_ second: UInt32) -> Int64 {
        RecordKey(seconds: second, counter: RecordKey.countersPerSecond - 1, position: 0xF, node: 0x7F).rawValue
    }
}
