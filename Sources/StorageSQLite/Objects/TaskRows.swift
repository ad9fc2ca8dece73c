internal import Documents
internal import GRDB
internal import Storage

/// Rows of the queue of analyses.
enum TaskRows {
    static let columns = "id, service, distributed, priority, depth, attempts, claimant, due"

    static func task(_ row: PreparedStatement) -> AnalysisTask {
        AnalysisTask(
            id: ObjectRows.id(row, 0), service: row.string(1), isDistributed: row.int(2) == 1,
            priority: AnalysisTask.Priority(rawValue: row.int64(3)) ?? .triage, depth: row.int(4), attempts: row.int(5),
            claimant: row.optionalString(6), due: Timestamp(microseconds: row.int64(7)))
    }

    static func hasDue(distributed: Bool, at time: Timestamp, _ db: Database) throws -> Bool {
        let find = try db.prepared("SELECT 1 FROM analysis_task WHERE distributed = ? AND due <= ? LIMIT 1")
        find.bind(1, distributed ? 1 : 0)
        find.bind(2, time.microseconds)
        defer { find.reset() }
        return try find.step()
    }

    static func lengths(at time: Timestamp, _ db: Database) throws -> [AnalysisQueueLength] {
        let rows = try db.prepared(
            """
            SELECT service, count(*), sum(claimant IS NOT NULL AND due > ?) FROM analysis_task GROUP BY service ORDER BY service
            """)
        rows.bind(1, time.microseconds)
        return try ObjectRows.collect(rows) { row in
            AnalysisQueueLength(service: row.string(0), waiting: row.int(1) - row.int(2), running: row.int(2))
        }
    }
}
