import Model
public import Storage

extension PostgresStore {
    /// See ``Store/check()``.
    public func check() async throws(StorageError) -> [String] {
        // Counting everything takes long; it goes through the connection whose statements may.
        try await writer.thread.perform(repeating: true) { connection throws(StorageError) in
            try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0")
            return try StoreCheck(connection: connection).findings()
        }
    }
}

/// Looks for indexes and partitions that are not usable, and for counters that do not agree with what they count.
struct StoreCheck {
    let connection: Connection

    func findings() throws(StorageError) -> [String] {
        try brokenIndexes() + lostPartitions() + wrongCounters() + wrongObjects()
    }

    private func wrongObjects() throws(StorageError) -> [String] {
        let wrong = try connection.query(
            """
            SELECT type, class, sum(n) FROM (
                SELECT type, class, count(*) AS n FROM object GROUP BY type, class
                UNION ALL SELECT type, class, -value FROM object_count) AS moves
            GROUP BY type, class HAVING sum(n) <> 0
            """
        ).count
        let lost = try connection.query(
            "SELECT 1 FROM object_part AS p WHERE NOT EXISTS (SELECT 1 FROM object AS o WHERE o.key = p.object)"
        ).count
        return (wrong > 0 ? ["\(wrong) counters of objects are wrong"] : [])
            + (lost > 0 ? ["\(lost) entries belong to no object"] : [])
    }

    private func brokenIndexes() throws(StorageError) -> [String] {
        try connection.query(
            """
            SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
            """
        ).map { "the index \($0.string(0)) is not valid; rebuild it with REINDEX" }
    }

    private func lostPartitions() throws(StorageError) -> [String] {
        var findings: [String] = []
        for table in DayTable.tables {
            let attached = Set(
                try connection.query(
                    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::regclass", .text(table)
                ).map { $0.string(0) })
            for day in try DayTable.days(connection) where !attached.contains("\(table)_\(day.name)") {
                findings.append("the partition \(table)_\(day.name) is missing")
            }
        }
        return findings
    }

    private func wrongCounters() throws(StorageError) -> [String] {
        let counted: [(CounterKind, String, String)] = [
            (.messages, "messages", "raw"), (.sessions, "sessions", "session"), (.urls, "urls", "url"), (.files, "files", "file"),
            (.dorks, "dorks", "dork"), (.errors, "messages in error", "raw WHERE error IS NOT NULL"),
        ]
        var findings: [String] = []
        for (kind, name, source) in counted {
            let actual = try count("SELECT count(*) FROM \(source)")
            let counter = try count("SELECT coalesce(sum(value), 0)::int8 FROM counter WHERE kind = \(kind.rawValue)")
            if counter != actual { findings.append("the counter of \(name) says \(counter), there are \(actual)") }
        }
        return findings
    }

    private func count(_ sql: String) throws(StorageError) -> Int {
        try connection.query(sql).first?.int(0) ?? 0
    }
}
