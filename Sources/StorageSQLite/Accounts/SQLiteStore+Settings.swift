internal import GRDB
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/settings()``.
    public func settings() async throws(StorageError) -> [String: String] {
        let rows = try accountRows("SELECT key, value FROM setting") { row, _ in (row.string(0), row.string(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// See ``AccountStore/setSetting(_:to:)``.
    public func setSetting(_ key: String, to value: String?) async throws(StorageError) {
        try await changeAccounts { db in
            if let value {
                try db.change("REPLACE INTO setting VALUES(?, ?)", .text(key), .text(value))
            } else {
                try db.change("DELETE FROM setting WHERE key = ?", .text(key))
            }
        }
    }
}
