internal import GRDB

/// The queue of analyses.
enum M006Analyses: Migration {
    static let version = 6
    static let summary = "queue of analyses"

    static func apply(to db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE analysis_task(
                    id BLOB PRIMARY KEY, service TEXT NOT NULL, distributed INTEGER NOT NULL, priority INTEGER NOT NULL,
                    depth INTEGER NOT NULL, attempts INTEGER NOT NULL, claimant TEXT, due INTEGER NOT NULL) WITHOUT ROWID;
                CREATE INDEX analysis_task_order ON analysis_task(service, priority, id);
                CREATE INDEX analysis_task_due ON analysis_task(distributed, due);
                CREATE INDEX analysis_task_claim ON analysis_task(claimant, service) WHERE claimant IS NOT NULL;
                """)
    }
}
