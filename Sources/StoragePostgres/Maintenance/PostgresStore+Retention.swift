public import Documents
public import Model
public import Storage

extension PostgresStore {
    /// Drops the partitions of days in which nothing is kept any more. Partitions are not cut by retention class, which would
    /// multiply their number on every node: of a day with channels of different periods rows are deleted by slices, and the
    /// partition goes with the last of them.
    public func dropExpired(_ policy: RetentionPolicy, at now: Timestamp) async throws(StorageError) -> RetentionResult {
        let plan = try await scan { reader throws(StorageError) in
            try ExpiryPlan(policy, at: now, days: reader.days.current(reader.connection), reader.connection)
        }
        var result = RetentionResult()
        for day in plan.days { result = result + (try await writer.drop(day, receivedBefore: plan.end(of: day))) }
        for rows in plan.rows {
            while true {
                let count = try await writer.remove(rows)
                guard count > 0 else { break }
                result.messages += count
            }
        }
        return result
    }

    /// Drops whole days, never the newest one: what is deleted row by row would give no space back to the system.
    public func dropOldest(toFit bytes: Int) async throws(StorageError) -> RetentionResult {
        var result = RetentionResult()
        while try await usedBytes() > bytes {
            let oldest: DayPartition? = try await read { reader throws(StorageError) in
                let days = try reader.days.current(reader.connection)
                var filled: [DayPartition] = []
                for day in days where try reader.connection.exists("SELECT 1 FROM raw_\(day.name) LIMIT 1") { filled.append(day) }
                return filled.count > 1 ? filled.first : nil
            }
            guard let oldest else { break }
            let step = try await writer.drop(oldest, receivedBefore: nil)
            guard step.segments > 0 else { break }
            result = result + step
        }
        return result
    }

    /// The size of the database.
    public func usedBytes() async throws(StorageError) -> Int {
        try await read { reader throws(StorageError) in
            try reader.connection.query("SELECT pg_database_size(current_database())").first?.int(0) ?? 0
        }
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
