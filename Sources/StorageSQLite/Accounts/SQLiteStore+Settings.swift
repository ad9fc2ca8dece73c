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
}
