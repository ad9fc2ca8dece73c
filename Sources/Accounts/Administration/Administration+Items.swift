public import Model
import Storage

extension Administration {
    /// All sources by name.
    public func sources() async throws -> [Source] {
        try await store.sources().sorted { $0.name < $1.name }
    }

    /// Adds a source. `UberAdmin` has everything on it at once, nobody else anything (crits-api.md 3.1).
    public func addSource(_ name: String) async throws {
        try Administration.checkItemName(name, field: "source")
        try await change("source", name) { try await store.addSource(Source(name: name, created: now())) }
        try await finish("source.add", name)
    }

    /// Offers a source in forms, or no longer; objects that name it stay.
    public func setSource(_ name: String, isActive: Bool) async throws {
        try await change("source", name) { try await store.setSource(named: name, isActive: isActive) }
        try await finish(isActive ? "source.on" : "source.off", name)
    }

    // MARK: Items

    /// Entries of one editable list or of all, by kind and name.
    public func items(_ kind: ItemKind? = nil) async throws -> [Item] {
        try await store.items().filter { kind == nil || $0.kind == kind }
            .sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
    }

    /// Adds an entry to an editable list.
    public func addItem(_ name: String, to kind: ItemKind, objectTypes: [String] = [], preferred: [String] = []) async throws {
        try Administration.checkItemName(name, field: kind.rawValue)
        let item = Item(kind: kind, name: name, objectTypes: objectTypes, preferred: preferred, created: now())
        try await change(kind.rawValue, name) { try await store.addItem(item) }
        try await finish("item.add", "\(kind.rawValue) \(name)")
    }

    /// Offers an entry in forms, or no longer.
    public func setItem(_ name: String, in kind: ItemKind, isActive: Bool) async throws {
        var item = try await item(name, in: kind)
        item.isActive = isActive
        try await update(item)
        try await finish(isActive ? "item.on" : "item.off", "\(kind.rawValue) \(name)")
    }

    /// Changes what an action is for.
    public func setAction(_ name: String, objectTypes: [String], preferred: [String]) async throws {
        let known = Set(Permission.blocks.map(\.type))
        for type in objectTypes where !known.contains(type) {
            throw AccountError(.unknown, field: "object_types", "there is no type '\(String(type.prefix(64)))'")
        }
        var item = try await item(name, in: .action)
        item.objectTypes = objectTypes
        item.preferred = preferred
        try await update(item)
        try await finish("item.edit", "action \(name)")
    }

    private func item(_ name: String, in kind: ItemKind) async throws -> Item {
        guard let item = try await store.items().first(where: { $0.kind == kind && $0.name == name }) else {
            throw AccountError(.unknown, field: kind.rawValue, "there is no '\(name)'")
        }
        return item
    }

    private func update(_ item: Item) async throws {
        try await change(item.kind.rawValue, item.name) { try await store.updateItem(item) }
    }

    private static func checkItemName(_ name: String, field: String) throws(AccountError) {
        guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), name.first != " ", name.last != " "
        else { throw AccountError(.invalid, field: field, "must be 1 to 128 bytes without control characters or blanks around") }
    }
}
