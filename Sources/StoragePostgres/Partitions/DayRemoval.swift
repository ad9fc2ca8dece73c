import Documents
import Model
import Storage

/// Drops the partitions of a day and takes what was in them out of the counters.
struct DayRemoval {
    let day: DayPartition
    /// What was received at or after stays, and with it the day; nil drops it in any case.
    let receivedBefore: Timestamp?
    /// Whose counter rows are written.
    let node: NodeIdentity
    let connection: Connection

    /// Milliseconds to wait for the readers of the tables; while it waits, new readers wait behind it.
    private static let lockMilliseconds = 2_000

    /// Writes everything short of the COMMIT; gives what is gone.
    func run() throws(StorageError) -> RetentionResult {
        let tables = DayTable.tables.map { "\($0)_\(day.name)" }.joined(separator: ", ")
        try connection.execute("SET LOCAL lock_timeout = \(DayRemoval.lockMilliseconds); SET LOCAL statement_timeout = 0")
        try AdvisoryLock.node(NodeIdentities.importNode).takeForTransaction(connection)
        // Another node may have dropped it meanwhile.
        guard try connection.exists("SELECT 1 FROM day WHERE low = $1", .int(day.low)) else { return RetentionResult() }
        // Nothing is written into them from here on.
        try connection.execute("LOCK TABLE \(tables) IN SHARE MODE")
        if let receivedBefore, try !day.isReceived(before: receivedBefore, connection) { return RetentionResult() }
        let messages = try connection.query("SELECT count(*) FROM raw_\(day.name)").first?.int(0) ?? 0
        var counters = CounterDelta()
        counters.add(-messages, to: .messages)
        for row in try connection.query("SELECT protocol, count(*) FROM session_\(day.name) GROUP BY protocol") {
            counters.addSession(-row.int(1), protocol: row.optionalString(0))
        }
        for row in try connection.query(
            "SELECT channel, count(*) FROM raw_\(day.name) WHERE error IS NOT NULL GROUP BY channel")
        {
            counters.add(-row.int(1), to: .errors, named: row.string(0))
        }
        try counters.flush(node: node.node, connection)
        for table in ["foreign_id", "foreign_session"] {
            try connection.query("DELETE FROM \(table) WHERE key >= $1 AND key < $2", .int(day.low), .int(day.high))
        }
        try connection.query("DELETE FROM day WHERE low = $1", .int(day.low))
        try connection.execute("DROP TABLE \(tables)")
        return RetentionResult(messages: messages, segments: messages > 0 ? 1 : 0)
    }
}
