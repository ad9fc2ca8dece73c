import Documents
import Model
import Storage

/// Deletes some messages with their sessions; what they contributed to shared documents stays.
struct RowRemoval {
    let rows: ExpiredRows
    /// Whose counter rows are written.
    let node: NodeIdentity
    let connection: Connection

    /// Writes everything short of the COMMIT; gives the number of messages gone, none when there are no more.
    func run() throws(StorageError) -> Int {
        try AdvisoryLock.node(NodeIdentities.importNode).takeForTransaction(connection)
        guard try connection.exists("SELECT 1 FROM day WHERE low = $1", .int(rows.day.low)) else { return 0 }
        let name = rows.day.name
        let gone = try connection.query(
            """
            DELETE FROM raw_\(name) WHERE key IN (
                SELECT key FROM raw_\(name)
                WHERE left(channel, 200) = left($1, 200) AND channel = $1 AND received < $2 ORDER BY key LIMIT $3)
            RETURNING key, session_count, error IS NOT NULL
            """,
            .text(rows.channel), .int(rows.before.microseconds), .number(ExpiredRows.perStep))
        var counters = CounterDelta()
        counters.add(-gone.count, to: .messages)
        var sessions: [Int64] = []
        for row in gone {
            let key = RecordKey(rawValue: row.int64(0))
            for position in 0..<row.int(1) { sessions.append(key.at(position: position).rawValue) }
            if row.flag(2) { counters.add(-1, to: .errors, named: rows.channel) }
        }
        let removed = try connection.query(
            "DELETE FROM session_\(name) WHERE key = ANY($1) RETURNING protocol", .ints(sessions.sorted()))
        for row in removed { counters.addSession(-1, protocol: row.optionalString(0)) }
        try connection.query("DELETE FROM activity_\(name) WHERE key = ANY($1)", .ints(sessions.sorted()))
        try connection.query("DELETE FROM foreign_id WHERE key = ANY($1)", .ints(gone.map { $0.int64(0) }))
        try counters.flush(node: node.node, connection)
        return gone.count
    }
}
