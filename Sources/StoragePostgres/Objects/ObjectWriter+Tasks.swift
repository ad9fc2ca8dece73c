import Documents
import Storage

/// The queue of analyses. What is put there by commands of a group is written with the group; whoever reads it is run alone.
extension ObjectWriter {
    func put(_ task: AnalysisTask) throws {
        try write(
            """
            INSERT INTO analysis_task(\(TaskRows.columns)) VALUES($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO UPDATE SET service = $2, distributed = $3, priority = $4, depth = $5, attempts = $6, claimant = $7, due = $8
            """, .bytes(task.id.bytes), .text(task.service), .flag(task.isDistributed), .int(task.priority.rawValue),
            .number(task.depth), .number(task.attempts), .text(task.claimant), .int(task.due.microseconds))
    }

    private func write(_ sql: String, _ parameters: Parameter...) throws {
        if mayWait { try connection.query(sql, parameters) } else { changes.add((sql, parameters)) }
    }

    private func aloneOrBusy() throws -> Connection {
        try endRehearsal()
        guard mayWait else { throw busy() }
        return connection
    }

    func task(_ id: ObjectID) throws -> AnalysisTask? {
        try aloneOrBusy().query("SELECT \(TaskRows.columns) FROM analysis_task WHERE id = $1 FOR UPDATE", .bytes(id.bytes)).first
            .map(TaskRows.task)
    }

    func removeTask(_ id: ObjectID) throws {
        try write("DELETE FROM analysis_task WHERE id = $1", .bytes(id.bytes))
    }

    func dueTasks(of service: String, at time: Timestamp, skipping: Int, limit: Int) throws -> [AnalysisTask] {
        let connection = try aloneOrBusy()
        try AdvisoryLock.analyses.takeForTransaction(connection)
        return try connection.query(
            """
            SELECT \(TaskRows.columns) FROM analysis_task WHERE service = $1 AND due <= $2 ORDER BY priority, id LIMIT $3 OFFSET $4
            FOR UPDATE SKIP LOCKED
            """, .text(service), .int(time.microseconds), .number(limit), .number(skipping)
        ).map(TaskRows.task)
    }

    func runningTasks(of service: String, at time: Timestamp) throws -> Int {
        let connection = try aloneOrBusy()
        try AdvisoryLock.analyses.takeForTransaction(connection)
        return try connection.query(
            "SELECT count(*) FROM analysis_task WHERE claimant IS NOT NULL AND service = $1 AND due > $2", .text(service),
            .int(time.microseconds)
        ).first?.int(0) ?? 0
    }

    func renewTasks(of claimant: String, until end: Timestamp) throws -> Int {
        try aloneOrBusy().query("UPDATE analysis_task SET due = $2 WHERE claimant = $1", .text(claimant), .int(end.microseconds)).changes
    }

    func releaseLocalTasks(at time: Timestamp) throws {
        try aloneOrBusy().query(
            "UPDATE analysis_task SET claimant = NULL, due = $1 WHERE claimant IS NOT NULL AND NOT distributed", .int(time.microseconds))
    }

    func beginning(of sha256: [UInt8], count: Int) throws -> [UInt8] {
        try ask(
            """
            SELECT substr(c.bytes, 1, $2::int4) FROM blob AS b, blob_chunk AS c
            WHERE c.blob = b.number AND b.sha256 = $1 AND c.position = 0
            """, .bytes(sha256), .number(count)
        ).first?.bytes(0) ?? []
    }
}
