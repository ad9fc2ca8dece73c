public import Model
import Storage

extension Administration {
    /// Characters of the longest user name (crits-api.md 2.7).
    public static let maximumNameLength = 30

    /// All users by name.
    public func users() async throws -> [User] {
        try await store.users().sorted { $0.name < $1.name }
    }

    /// Adds an active user.
    public func addUser(
        _ name: String, roles: [String], password: String, email: String = "", description: String = ""
    ) async throws {
        try Administration.checkName(name)
        try PasswordHasher.check(password)
        let roles = try await checkedRoles(roles)
        guard email.utf8.count <= 254, !email.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw AccountError(.invalid, field: "email", "is too long or holds control characters")
        }
        if try await store.user(named: name) != nil { throw AccountError(.exists, field: "username", "'\(name)' exists already") }
        let user = User(
            name: name, email: email, description: description, passwordHash: try await hasher.hash(password), roles: roles,
            created: now())
        try await change("username", name) { try await store.addUser(user) }
        try await finish("user.add", name)
    }

    /// Deletes a user with their keys and login sessions; never the last active administrator.
    public func deleteUser(_ name: String) async throws {
        let snapshot = try await current()
        guard snapshot.users[name] != nil else { throw AccountError(.unknown, field: "username", "there is no '\(name)'") }
        try refuseForLast(name, snapshot, "can't be deleted")
        try await change("username", name) { try await store.deleteUser(named: name) }
        try await store.setSetting(Lockout.key(of: name), to: nil)
        try await finish("user.delete", name)
    }

    /// Lets a user log in again, or no longer: every way in is closed at once. Enabling ends a lockout.
    public func setActive(_ isActive: Bool, user name: String) async throws {
        var user = try await user(name)
        if !isActive { try refuseForLast(name, try await current(), "can't be disabled") }
        user.isActive = isActive
        try await update(user)
        if isActive {
            try await store.setSetting(Lockout.key(of: name), to: nil)
        } else {
            try await store.deleteLoginSessions(of: name)
        }
        try await finish(isActive ? "user.enable" : "user.disable", name)
    }

    /// Changes a password; the user's login sessions and lockout end.
    public func setPassword(_ password: String, user name: String) async throws {
        var user = try await user(name)
        user.passwordHash = try await hasher.hash(password)
        try await update(user)
        try await store.deleteLoginSessions(of: name)
        try await store.setSetting(Lockout.key(of: name), to: nil)
        try await finish("user.password", name)
    }

    /// Gives a user a role.
    public func grant(role: String, to name: String) async throws {
        var user = try await user(name)
        let roles = try await checkedRoles([role])
        if !user.roles.contains(role) { user.roles += roles }
        try await update(user)
        try await finish("user.role.add", "\(name) \(role)")
    }

    /// Takes a role from a user; never the last administrator's.
    public func revoke(role: String, from name: String) async throws {
        var user = try await user(name)
        guard user.roles.contains(role) else {
            throw AccountError(.unknown, field: "role", "'\(name)' does not hold '\(role)'")
        }
        user.roles.removeAll { $0 == role }
        let snapshot = try await current()
        if !RoleUnion(user.roles.compactMap { snapshot.roles[$0] }, sources: []).isEverything {
            try refuseForLast(name, snapshot, "must stay one")
        }
        try await update(user)
        try await finish("user.role.remove", "\(name) \(role)")
    }

    /// The user of a name; throws when there is none.
    func user(_ name: String) async throws -> User {
        guard let user = try await store.user(named: name) else {
            throw AccountError(.unknown, field: "username", "there is no '\(name)'")
        }
        return user
    }

    private func update(_ user: User) async throws {
        try await change("username", user.name) { try await store.updateUser(user) }
    }

    private func refuseForLast(_ name: String, _ snapshot: DirectorySnapshot, _ rule: String) throws(AccountError) {
        if snapshot.isLastAdministrator(name) {
            throw AccountError(.refused, field: "username", "'\(name)' is the last administrator and \(rule)")
        }
    }

    private func checkedRoles(_ names: [String]) async throws -> [String] {
        guard !names.isEmpty else { throw AccountError(.invalid, field: "role", "is missing") }
        let known = Set(try await store.roles().map(\.name))
        var result: [String] = []
        for name in names where !result.contains(name) {
            guard known.contains(name) else { throw AccountError(.unknown, field: "role", "there is no '\(name)'") }
            result.append(name)
        }
        return result
    }

    private static func checkName(_ name: String) throws(AccountError) {
        guard !name.isEmpty else { throw AccountError(.invalid, field: "username", "must not be empty") }
        let isLegal = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x40, 0x5F: true
            default: false
            }
        }
        guard isLegal, name.utf8.count <= maximumNameLength else {
            throw AccountError(
                .invalid, field: "username", "must be 1 to \(maximumNameLength) letters, digits or any of @ . + - _")
        }
    }
}
