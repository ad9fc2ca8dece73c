import Storage

/// The queue of analyses.
enum M007Analyses: Migration {
    static let version = 7
    static let summary = "queue of analyses"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(
            """
            CREATE TABLE analysis_task(
                id bytea PRIMARY KEY, service text COLLATE "C" NOT NULL, distributed boolean NOT NULL, priority bigint NOT NULL,
                depth bigint NOT NULL, attempts bigint NOT NULL, claimant text COLLATE "C", due bigint NOT NULL)
                WITH (fillfactor = 80);
            CREATE INDEX analysis_task_order ON analysis_task(service, priority, id);
            CREATE INDEX analysis_task_due ON analysis_task(distributed, due);
            CREATE INDEX analysis_task_claim ON analysis_task(claimant, service) WHERE claimant IS NOT NULL
            """)
    }
}
