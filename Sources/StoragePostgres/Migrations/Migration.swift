import Storage

/// One step of the schema. Steps are numbered, never edited once released, and only add (design decision 23).
protocol Migration: Sendable {
    static var version: Int { get }
    static var summary: String { get }
    static func apply(to connection: Connection) throws(StorageError)
}

/// Brings a database up to date, each step in a transaction of its own under one lock of the whole database.
enum Schema {
    static let migrations: [any Migration.Type] = [
        M001Nodes.self, M002Observations.self, M003Derived.self, M004Statistics.self, M005Accounts.self,
        M006Objects.self, M007Analyses.self, M008People.self,
    ]
    static var newest: Int { migrations.last?.version ?? 0 }
    /// Versions ahead of this one that it can still work on, so that nodes are replaced one after the other.
    private static let tolerance = 1

    /// Throws `tooNew` when a later version has changed the schema.
    static func migrate(_ connection: Connection) throws(StorageError) {
        guard try connection.query("SELECT 1 WHERE current_setting('server_encoding') = 'UTF8'").count == 1 else {
            throw StorageError(.invalid, "\(connection.info.label): the encoding of the database is not UTF8")
        }
        while try version(of: connection) < newest {
            try connection.transaction { () throws(StorageError) in
                try AdvisoryLock.migration.takeForTransaction(connection)
                try applyNext(connection)
            }
        }
    }

    private static func applyNext(_ connection: Connection) throws(StorageError) {
        let version = try version(of: connection)
        guard let next = migrations.first(where: { $0.version > version }) else { return }
        if version == 0 {
            try connection.execute(
                "CREATE TABLE schema_version(version integer PRIMARY KEY, summary text NOT NULL, applied timestamptz NOT NULL)")
        }
        try next.apply(to: connection)
        try connection.query(
            "INSERT INTO schema_version VALUES($1::int8, $2, now())", .number(next.version), .text(next.summary))
    }

    private static func version(of connection: Connection) throws(StorageError) -> Int {
        // By a look into the catalogue: to_regclass may still say what it said before another process made the table.
        let table = "SELECT 1 FROM pg_class WHERE relname = 'schema_version' AND relnamespace = current_schema()::regnamespace"
        guard try connection.exists(table) else { return 0 }
        let version = try connection.query("SELECT coalesce(max(version), 0) FROM schema_version").first?.int(0) ?? 0
        guard version <= newest + tolerance else {
            throw StorageError(
                .tooNew,
                "\(connection.info.label) has schema version \(version), this Waggle knows up to \(newest); use a newer Waggle")
        }
        return version
    }
}
