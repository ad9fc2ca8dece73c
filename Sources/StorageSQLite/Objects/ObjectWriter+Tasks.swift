internal import Documents
internal import GRDB
internal import Storage

extension ObjectWriter {
    func put(_ task: AnalysisTask) throws {
        let put = try db.prepared("REPLACE INTO analysis_task(\(TaskRows.columns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
        put.bind(1, blob: task.id.bytes)
        put.bind(2, task.service)
        put.bind(3, task.isDistributed ? 1 : 0)
        put.bind(4, task.priority.rawValue)
        put.bind(5, task.depth)
        put.bind(6, task.attempts)
        put.bind(7, task.claimant)
        put.bind(8, task.due.microseconds)
        try put.run()
    }

    func task(_ id: ObjectID) throws -> AnalysisTask? {
        let find = try db.prepared("SELECT \(TaskRows.columns) FROM analysis_task WHERE id = ?")
        find.bind(1, blob: id.bytes)
        return try ObjectRows.collect(find, TaskRows.task).first
    }

    func removeTask(_ id: ObjectID) throws {
        let delete = try db.prepared("DELETE FROM analysis_task WHERE id = ?")
        delete.bind(1, blob: id.bytes)
        try delete.run()
    }

    func dueTasks(of service: String, at time: Timestamp, skipping: Int, limit: Int) throws -> [AnalysisTask] {
        let rows = try db.prepared(
            """
            SELECT \(TaskRows.columns) FROM analysis_task INDEXED BY analysis_task_order WHERE service = ? AND due <= ?
            ORDER BY priority, id LIMIT ? OFFSET ?
            """)
        rows.bind(1, service)
        rows.bind(2, time.microseconds)
        rows.bind(3, limit)
        rows.bind(4, skipping)
        return try ObjectRows.collect(rows, TaskRows.task)
    }

    func runningTasks(of service: String, at time: Timestamp) throws -> Int {
        let count = try db.prepared(
            """
            SELECT count(*) FROM analysis_task INDEXED BY analysis_task_claim WHERE claimant IS NOT NULL AND service = ? AND due > ?
            """)
        count.bind(1, service)
        count.bind(2, time.microseconds)
        return try ObjectRows.collect(count) { $0.int(0) }.first ?? 0
    }

    func renewTasks(of claimant: String, until end: Timestamp) throws -> Int {
        let renew = try db.prepared("UPDATE analysis_task SET due = ?2 WHERE claimant = ?1")
        renew.bind(1, claimant)
        renew.bind(2, end.microseconds)
        try renew.run()
        return db.changesCount
    }

    func releaseLocalTasks(at time: Timestamp) throws {
        let release = try db.prepared(
            "UPDATE analysis_task SET claimant = NULL, due = ? WHERE claimant IS NOT NULL AND distributed = 0")
        release.bind(1, time.microseconds)
        try release.run()
    }

    func beginning(of sha256: [UInt8], count: Int) throws -> [UInt8] {
        let find = try db.prepared(
            """
            SELECT substr(c.bytes, 1, ?2) FROM blob AS b JOIN blob_chunk AS c ON c.blob = b.number
            WHERE b.sha256 = ?1 AND c.position = 0
            """)
        find.bind(1, blob: sha256)
        find.bind(2, count)
        return try ObjectRows.collect(find) { $0.bytes(0) }.first ?? []
    }
}
