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
}
