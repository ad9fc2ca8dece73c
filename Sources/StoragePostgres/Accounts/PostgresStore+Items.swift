import Documents
public import Model
public import Storage

extension PostgresStore {
    /// See ``AccountStore/sources()``.
    public func sources() async throws(StorageError) -> [Source] {
        try await rows("SELECT \(AccountRows.source) FROM source ORDER BY name", row: AccountRows.source)
    }

    /// See ``AccountStore/addSource(_:)``.
    public func addSource(_ source: Source) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let added = try connection.query(
                "INSERT INTO source(\(AccountRows.source)) VALUES($1, $2, $3) ON CONFLICT DO NOTHING", .text(source.name),
                .flag(source.isActive), .int(source.created.microseconds)
            ).changes
            guard added > 0 else { throw StorageError(.conflict, "source \(source.name) exists") }
        }
    }

    /// See ``AccountStore/setSource(named:isActive:)``.
    public func setSource(named name: String, isActive: Bool) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let changed = try connection.query("UPDATE source SET is_active = $2 WHERE name = $1", .text(name), .flag(isActive)).changes
            guard changed > 0 else { throw StorageError(.notFound, "source \(name) does not exist") }
        }
    }

    // MARK: Items

    /// See ``AccountStore/items()``.
    public func items() async throws(StorageError) -> [Item] {
        try await rows("SELECT \(AccountRows.item) FROM item ORDER BY kind, name", row: AccountRows.item).compactMap(\.self)
    }

    /// See ``AccountStore/addItem(_:)``.
    public func addItem(_ item: Item) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let added = try connection.query(
                "INSERT INTO item(\(AccountRows.item)) VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", PostgresStore.values(item)
            ).changes
            guard added > 0 else { throw StorageError(.conflict, "\(item.kind.rawValue) \(item.name) exists") }
        }
    }

    /// See ``AccountStore/updateItem(_:)``.
    public func updateItem(_ item: Item) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let changed = try connection.query(
                "UPDATE item SET is_active = $3, object_types = $4, preferred = $5, created = $6 WHERE kind = $1 AND name = $2",
                PostgresStore.values(item)
            ).changes
            guard changed > 0 else { throw StorageError(.notFound, "\(item.kind.rawValue) \(item.name) does not exist") }
        }
    }

    private static func values(_ item: Item) -> [Parameter] {
        [
            .text(item.kind.rawValue), .text(item.name), .flag(item.isActive), .texts(item.objectTypes), .texts(item.preferred),
            .int(item.created.microseconds),
        ]
    }
}
