import Documents
public import Storage

extension PostgresStore {
    /// See ``AccountStore/settings()``.
    public func settings() async throws(StorageError) -> [String: String] {
        let rows = try await rows("SELECT key, value FROM setting") { ($0.string(0), $0.string(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// See ``AccountStore/setSetting(_:to:)``.
    public func setSetting(_ key: String, to value: String?) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            if let value {
                try connection.query(
                    "INSERT INTO setting(key, value) VALUES($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    .text(key), .text(value))
            } else {
                try connection.query("DELETE FROM setting WHERE key = $1", .text(key))
            }
        }
    }

    // MARK: Audit

    /// See ``AccountStore/appendAudit(_:)``.
    public func appendAudit(_ entry: AuditEntry) async throws(StorageError) {
        try await change(
            "INSERT INTO audit(time, actor, action, subject) VALUES($1, $2, $3, $4)",
            [.int(entry.time.microseconds), .text(entry.actor), .text(entry.action), .text(entry.subject)])
    }

    /// See ``AccountStore/auditEntries(limit:)``.
    public func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry] {
        try await rows(
            "SELECT time, actor, action, subject FROM audit ORDER BY number DESC LIMIT $1", [.number(max(0, limit))],
            row: AccountRows.audit)
    }
}
