internal import Documents
internal import GRDB
internal import Model
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/settings()``.
    public func settings() async throws(StorageError) -> [String: String] {
        let rows = try accountRows("SELECT key, value FROM setting") { row, _ in (row.string(0), row.string(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// See ``AccountStore/setSetting(_:to:)``.
    public func setSetting(_ key: String, to value: String?) async throws(StorageError) {
        try await writer.write { transaction in
            if let value {
                try transaction.db.change("REPLACE INTO setting VALUES(?, ?)", .text(key), .text(value))
            } else {
                try transaction.db.change("DELETE FROM setting WHERE key = ?", .text(key))
            }
            try StoreNumbers.advanceGeneration(transaction.db)
            // The next message goes where its new period wants it.
            if key.hasPrefix(RetentionPolicy.settingPrefix) { try transaction.state.reloadPolicy(transaction.db) }
        }
    }

    /// See ``AccountStore/appendAudit(_:)``.
    public func appendAudit(_ entry: AuditEntry) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change(
                "INSERT INTO audit(time, actor, action, subject) VALUES(?, ?, ?, ?)", .integer(entry.time.microseconds),
                .text(entry.actor), .text(entry.action), .text(entry.subject))
        }
    }

    /// See ``AccountStore/auditEntries(limit:)``.
    public func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry] {
        try accountRows(
            "SELECT time, actor, action, subject FROM audit ORDER BY number DESC LIMIT ?", .integer(Int64(max(0, limit)))
        ) { row, _ in
            AuditEntry(
                time: Timestamp(microseconds: row.int64(0)), actor: row.string(1), action: row.string(2), subject: row.string(3))
        }
    }
}
