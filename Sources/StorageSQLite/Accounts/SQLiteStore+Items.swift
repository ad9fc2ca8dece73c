internal import Documents
internal import GRDB
public import Model
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/sources()``.
    public func sources() async throws(StorageError) -> [Source] {
        try accountRows("SELECT \(AccountRows.source) FROM source ORDER BY name", row: AccountRows.source)
    }

    /// See ``AccountStore/addSource(_:)``.
    public func addSource(_ source: Source) async throws(StorageError) {
        try await changeAccounts { db in
            guard try !db.exists("SELECT 1 FROM source WHERE name = ?", .text(source.name)) else {
                throw StorageError(.conflict, "source \(source.name) exists")
            }
            try db.change(
                "INSERT INTO source(\(AccountRows.source)) VALUES(?, ?, ?)", .text(source.name), .flag(source.isActive),
                .integer(source.created.microseconds))
        }
    }

    /// See ``AccountStore/setSource(named:isActive:)``.
    public func setSource(named name: String, isActive: Bool) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.change("UPDATE source SET is_active = ? WHERE name = ?", .flag(isActive), .text(name)) > 0 else {
                throw StorageError(.notFound, "source \(name) does not exist")
            }
        }
    }

    // MARK: Items

    /// See ``AccountStore/items()``.
    public func items() async throws(StorageError) -> [Item] {
        try accountRows("SELECT \(AccountRows.item) FROM item ORDER BY kind, name", row: AccountRows.item).compactMap(\.self)
    }

    /// See ``AccountStore/addItem(_:)``.
    public func addItem(_ item: Item) async throws(StorageError) {
        try await changeAccounts { db in
            guard try !db.exists("SELECT 1 FROM item WHERE kind = ? AND name = ?", .text(item.kind.rawValue), .text(item.name)) else {
                throw StorageError(.conflict, "\(item.kind.rawValue) \(item.name) exists")
            }
            try SQLiteStore.write(item, in: db)
        }
    }

    /// See ``AccountStore/updateItem(_:)``.
    public func updateItem(_ item: Item) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.exists("SELECT 1 FROM item WHERE kind = ? AND name = ?", .text(item.kind.rawValue), .text(item.name)) else {
                throw StorageError(.notFound, "\(item.kind.rawValue) \(item.name) does not exist")
            }
            try SQLiteStore.write(item, in: db)
        }
    }

    private static func write(_ item: Item, in db: Database) throws {
        try db.change(
            "REPLACE INTO item(\(AccountRows.item)) VALUES(?, ?, ?, ?, ?, ?)", .text(item.kind.rawValue), .text(item.name),
            .flag(item.isActive), .list(item.objectTypes), .list(item.preferred), .integer(item.created.microseconds))
    }
}
