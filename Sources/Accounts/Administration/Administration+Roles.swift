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
            role.permissions = model.permissions
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
        guard name != BuiltInRoles.uberAdmin else {
            throw AccountError(.refused, field: "role", "'\(name)' has every permission and can't be changed")
        }
        for permission in permissions where !Administration.isPermissionName(permission) {
            throw AccountError(.invalid, field: "permission", "must be a name such as Sample.read or api_interface")
        }
        var role = try await self.role(name)
        if granted { role.permissions.formUnion(permissions) } else { role.permissions.subtract(permissions) }
        try await change("role", name) { [role] in try await store.updateRole(role) }
        try await finish(granted ? "role.grant" : "role.deny", "\(name) \(permissions.joined(separator: " "))")
    }

    private static func isPermissionName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F: true
                default: false
                }
            }
    }
}
