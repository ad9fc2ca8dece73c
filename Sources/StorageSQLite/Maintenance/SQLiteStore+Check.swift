internal import GRDB
public import Storage

extension SQLiteStore {
    /// See ``Store/check()``.
    public func check() async throws(StorageError) -> [String] {
        let path = file.path
        var findings = try await readers.scan { try StoreCheck(db: $0.db, path: path).findings() }
        findings += try await checkIndexes()
        return findings
    }

    /// FTS5 checks its own structure; it counts as a write, so it takes its turn.
    private func checkIndexes() async throws(StorageError) -> [String] {
        let segments = try readers.page { try $0.currentSegments() }
        var findings: [String] = []
        let indexes = segments.map { ($0.index, "segment \($0.id)") } + [("object_index", "objects"), ("part_index", "entries of objects")]
        for (index, rows) in indexes {
            let finding: String? = try await writer.write { transaction in
                do {
                    try transaction.db.prepared("INSERT INTO \(index)(\(index)) VALUES('integrity-check')").run()
                    return nil
                } catch let error as SQLiteFailure {
                    return "the index of \(rows) is damaged: \(error.message)"
                }
            }
            if let finding { findings.append(finding) }
        }
        return findings
    }
}

/// Looks for damage and for counters that do not agree with what they count.
struct StoreCheck {
    let db: Database
    let path: String

    func findings() throws -> [String] {
        var findings = try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" }.map { "\(path): \($0)" }
        let segments = try SegmentTable.load(db)
        var messages = 0
        var sessions = 0
        for segment in segments {
            let rows = try count("SELECT count(*) FROM \(segment.raw)")
            if rows != segment.rows { findings.append("segment \(segment.id) counts \(segment.rows) messages and has \(rows)") }
            messages += rows
            sessions += try count("SELECT count(*) FROM \(segment.session)")
        }
        let counted: [(CounterKind, String, Int)] = [
            (.messages, "messages", messages), (.sessions, "sessions", sessions),
            (.urls, "urls", try count("SELECT count(*) FROM url")), (.files, "files", try count("SELECT count(*) FROM file")),
            (.dorks, "dorks", try count("SELECT count(*) FROM dork")),
        ]
        for (kind, name, actual) in counted {
            let counter = try count("SELECT value FROM counter WHERE kind = \(kind.rawValue) AND name = ''")
            if counter != actual { findings.append("the counter of \(name) says \(counter), there are \(actual)") }
        }
        let errors = try count("SELECT total(value) FROM counter WHERE kind = \(CounterKind.errors.rawValue)")
        let inError = try count("SELECT count(*) FROM message_error")
        if errors != inError { findings.append("the counters of messages in error say \(errors), there are \(inError)") }
        return try findings + objectFindings()
    }

    private func objectFindings() throws -> [String] {
        let wrong = try count(
            """
            SELECT count(*) FROM (
                SELECT type, class, sum(n) FROM (
                    SELECT type, class, count(*) AS n FROM object GROUP BY type, class
                    UNION ALL SELECT type, class, -value FROM object_count)
                GROUP BY type, class HAVING sum(n) <> 0)
            """)
        let lost = try count(
            "SELECT count(*) FROM object_part WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.key = object_part.object)")
        return (wrong > 0 ? ["\(wrong) counters of objects are wrong"] : [])
            + (lost > 0 ? ["\(lost) entries belong to no object"] : [])
    }

    private func count(_ sql: String) throws -> Int {
        try Int.fetchOne(db, sql: sql) ?? 0
    }
}
