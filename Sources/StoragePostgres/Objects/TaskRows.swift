import Documents
import Storage

/// Rows of the queue of analyses.
enum TaskRows {
    static let columns = "id, service, distributed, priority, depth, attempts, claimant, due"

    static func task(_ row: Row) -> AnalysisTask {
        AnalysisTask(
            id: ObjectID(bytes: row.bytes(0)) ?? ObjectID(seconds: 0, tail: 0), service: row.string(1), isDistributed: row.flag(2),
            priority: AnalysisTask.Priority(rawValue: row.int64(3)) ?? .triage, depth: row.int(4), attempts: row.int(5),
            claimant: row.optionalString(6), due: Timestamp(microseconds: row.int64(7)))
    }

    static func hasDue(distributed: Bool, at time: Timestamp, _ connection: Connection) throws(StorageError) -> Bool {
        try connection.exists(
            "SELECT 1 FROM analysis_task WHERE distributed = $1 AND due <= $2 LIMIT 1", .flag(distributed), .int(time.microseconds))
    }

    static func lengths(at time: Timestamp, _ connection: Connection) throws(StorageError) -> [AnalysisQueueLength] {
        try connection.query(
            """
            SELECT service, count(*), count(*) FILTER (WHERE claimant IS NOT NULL AND due > $1) FROM analysis_task
            GROUP BY service ORDER BY service
            """, .int(time.microseconds)
        ).map { AnalysisQueueLength(service: $0.string(0), waiting: $0.int(1) - $0.int(2), running: $0.int(2)) }
    }
}
