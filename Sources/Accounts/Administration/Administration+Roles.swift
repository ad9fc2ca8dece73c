public import Model
import Storage

extension Administration {
    /// All roles by name.
    public func roles() async throws -> [Role] {
        try await store.roles().sorted { $0.name < $1.name }
    }

    /// One role; throws when there is none of that name.
    public func role(_ name: String) async throws -> Role {
        guard let role = try await store.roles().first(where: { $0.name == name }) else {
            throw AccountError(.unknown, field: "role", "there is no '\(name)'")
        }
        return role
    }

    /// Adds a role with a level, permissions copied from another one, or both.
    public func addRole(_ name: String, level: Int?, copying other: String? = nil) async throws {
        guard !name.isEmpty, name.utf8.count <= 128, name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw AccountError(.invalid, field: "role", "must be 1 to 128 bytes without control characters")
        }
        if let level, !(0...BuiltInRoles.administratorLevel).contains(level) {
            throw AccountError(.invalid, field: "level", "must be a whole number from 0 to 100")
        }
        var role = Role(name: name, level: level)
        if let other {
            let model = try await self.role(other)
            // All of a role that has everything without listing it; the copy lists it, and can be cut down.
            if BuiltInRoles.grantsEverything(other) {
                role.permissions = Permission.names
                role.sources = try await store.sources().map { .everything(on: $0.name) }
            } else {
                role.permissions = model.permissions
                role.sources = model.sources
            }
            role.description = "Copy of \(other)"
            if level == nil { role.level = model.level }
        }
        try await change("role", name) { [role] in try await store.addRole(role) }
        try await finish("role.add", name)
    }

    /// Adds a role whose level comes as text, such as from a form.
    public func addRole(_ name: String, level text: String) async throws {
        guard text.utf8.count <= 8, let level = Int(text) else {
            throw AccountError(.invalid, field: "level", "is not a number")
        }
        try await addRole(name, level: level)
    }

    /// Deletes a role; never a built-in one, nor one that a user holds.
    public func deleteRole(_ name: String) async throws {
        let role = try await self.role(name)
        guard !role.isBuiltIn else { throw AccountError(.refused, field: "role", "'\(name)' is built in and can't be deleted") }
        let holders = try await store.users().filter { $0.roles.contains(name) }.map(\.name).sorted()
        guard holders.isEmpty else {
            throw AccountError(.refused, field: "role", "'\(name)' is held by \(holders.prefix(3).joined(separator: ", "))")
        }
        try await change("role", name) { try await store.deleteRole(named: name) }
        try await finish("role.delete", name)
    }

    /// Grants or denies CRITs permissions of a role, such as `Sample.read` or `api_interface`.
    public func setPermissions(_ permissions: [String], granted: Bool, role name: String) async throws {
        try Administration.refuseChange(of: name)
        for permission in permissions where !Permission.names.contains(permission) {
            throw AccountError(
                .unknown, field: "permission",
                "there is no '\(String(permission.prefix(128)))'; names are such as Sample.read or api_interface")
        }
        try await change("role", name) {
            try await store.changeRole(named: name) { role in
                if granted { role.permissions.formUnion(permissions) } else { role.permissions.subtract(permissions) }
            }
        }
        try await finish(granted ? "role.grant" : "role.deny", "\(name) \(permissions.joined(separator: " "))")
    }

    /// Sets what a role may do with a source, in place of what it could; a grant of nothing takes the source away.
    public func setSource(_ grant: SourceGrant, role name: String) async throws {
        try Administration.refuseChange(of: name)
        guard try await store.sources().contains(where: { $0.name == grant.name }) else {
            throw AccountError(.unknown, field: "source", "there is no '\(grant.name)'")
        }
        try await change("role", name) {
            try await store.changeRole(named: name) { role in
                role.sources.removeAll { $0.name == grant.name }
                if grant != SourceGrant(name: grant.name) { role.sources.append(grant) }
                role.sources.sort { $0.name < $1.name }
            }
        }
        try await finish("source.grant", "\(name) \(grant.name) \(grant.summary)")
    }

    /// Changes the words that explain a role.
    public func setDescription(_ description: String, role name: String) async throws {
        guard description.utf8.count <= 1_024, !description.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw AccountError(.invalid, field: "description", "must be at most 1024 bytes without control characters")
        }
        try await change("role", name) { try await store.changeRole(named: name) { $0.description = description } }
        try await finish("role.describe", name)
    }

    private static func refuseChange(of role: String) throws(AccountError) {
        guard !BuiltInRoles.grantsEverything(role) else {
            throw AccountError(.refused, field: "role", "'\(role)' has every permission and source and can't be changed")
        }
    }
}
