public import Documents
import Model
public import Storage

extension PostgresStore: RetentionStore {
    /// Drops the partitions of days that ended before that time, as far as their receipts tell.
    public func dropMessages(receivedBefore time: Timestamp) async throws(StorageError) -> Int {
        let past = try await read { reader throws(StorageError) in
            var past: [DayPartition] = []
            for day in try reader.days.current(reader.connection) where try day.isReceived(before: time, reader.connection) {
                past.append(day)
            }
            return past
        }
        var count = 0
        for day in past { count += try await writer.drop(day) }
        return count
    }

    /// Nothing is left to do: dropped partitions are gone at once.
    public func reclaim() async throws(StorageError) {}

    /// Erases the messages by some hundreds at a time.
    public func erase(sourceIP: String) async throws(StorageError) -> Int {
        var filter = SessionFilter()
        filter.sourceIP = sourceIP
        var erased = 0
        while true {
            let sessions = try await sessions(filter, order: .oldestFirst, page: Page(limit: PostgresStore.erasedAtOnce))
            var keys = Set(sessions.items.map(\.key.message))
            if keys.isEmpty { keys = try await keysOfFacts(on: sourceIP) }
            guard !keys.isEmpty else { break }
            let count = try await writer.erase(Array(keys))
            erased += count
            // Facts of messages that retention has dropped have no message to go with.
            if count == 0 { break }
        }
        try await forgetFacts(on: sourceIP)
        return erased
    }

    private static let erasedAtOnce = 500

    private func keysOfFacts(on address: String) async throws(StorageError) -> Set<RecordKey> {
        Set(
            try await rows(
                """
                SELECT e.key FROM metadata m JOIN metadata_event e ON e.digest = m.digest
                WHERE left(m.ip, 200) = left($1, 200) AND m.ip = $1 LIMIT $2
                """,
                [.text(address), .number(PostgresStore.erasedAtOnce)]
            ) { RecordKey(rawValue: $0.int64(0)) })
    }

    private func forgetFacts(on address: String) async throws(StorageError) {
        try await writer.change { connection throws(StorageError) in
            let gone = try connection.query(
                "DELETE FROM metadata WHERE left(ip, 200) = left($1, 200) AND ip = $1 RETURNING digest", .text(address))
            try connection.query("DELETE FROM metadata_event WHERE digest = ANY($1)", .blobs(gone.map { $0.bytes(0) }))
        }
    }
}

extension DayPartition {
    /// Whether the day has messages and all of them were received before a time.
    fileprivate func isReceived(before time: Timestamp, _ connection: Connection) throws(StorageError) -> Bool {
        // The lag rules most days out without a look at them.
        let earliest = Int64(RecordKey(rawValue: low).seconds) + receipt.low
        guard earliest <= time.seconds else { return false }
        guard try connection.exists("SELECT 1 FROM raw_\(name) LIMIT 1") else { return false }
        return try !connection.exists("SELECT 1 FROM raw_\(name) WHERE received >= $1 LIMIT 1", .int(time.microseconds))
    }
}
