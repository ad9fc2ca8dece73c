public import Model
import Storage

extension Administration {
    /// Characters of the longest user name (crits-api.md 2.7).
    public static let maximumNameLength = 30

    /// All users by name.
    public func users() async throws -> [User] {
        try await store.users().sorted { $0.name < $1.name }
    }

    /// Adds an active user. Unless told otherwise, a password that someone else chose has to be changed at the first log-in.
    public func addUser(
        _ name: String, roles: [String], password: String, email: String = "", description: String = "", firstName: String = "",
        lastName: String = "", organization: String = "", mustChangePassword: Bool? = nil
    ) async throws {
        try Administration.checkName(name)
        try await checkPassword(password)
        let roles = try await checkedRoles(roles)
        var user = User(
            name: name, passwordHash: "", mustChangePassword: mustChangePassword ?? isBoundByPolicy, roles: roles, created: now())
        try Administration.fill(&user, UserDetails(firstName, lastName, email, organization, description))
        if try await store.user(named: name) != nil { throw AccountError(.exists, field: "username", "'\(name)' exists already") }
        user.passwordHash = try await hasher.hash(password)
        try await change("username", name) { [user] in try await store.addUser(user) }
        try await finish("user.add", name)
    }

    /// Changes what is known of a user beside name, password and roles.
    public func setDetails(_ details: UserDetails, user name: String) async throws {
        var checked = try await user(name)
        try Administration.fill(&checked, details)
        try await change("username", name) { [checked] in
            try await store.changeUser(named: name) { user in
                user.firstName = checked.firstName
                user.lastName = checked.lastName
                user.email = checked.email
                user.organization = checked.organization
                user.description = checked.description
            }
        }
        try await finish("user.edit", name)
    }

    /// Sets choices of the profile page; an empty value takes one back (crits-web.md 2.8).
    public func setPreferences(_ choices: [String: String], user name: String) async throws {
        for (choice, value) in choices where choice.utf8.count > 64 || value.utf8.count > 256 {
            throw AccountError(.invalid, field: String(choice.prefix(64)), "is too long")
        }
        try await change("username", name) {
            try await store.changeUser(named: name) { user in
                for (choice, value) in choices { user.preferences[choice] = value.isEmpty ? nil : value }
            }
        }
        try await finish("user.preferences", name)
    }

    /// Deletes a user with their keys and login sessions; never the last active administrator.
    public func deleteUser(_ name: String) async throws {
        try await change("username", name) { try await store.deleteUser(named: name) }
        try await finish("user.delete", name)
    }

    /// Lets a user log in again, or no longer: every way in is closed at once. Enabling ends a lockout.
    public func setActive(_ isActive: Bool, user name: String) async throws {
        try await change("username", name) {
            try await store.changeUser(named: name) { $0.isActive = isActive }
            if isActive {
                try await store.unlock(user: name)
            } else {
                try await store.deleteLoginSessions(of: name)
            }
        }
        try await finish(isActive ? "user.enable" : "user.disable", name)
    }

    /// Sets another one's password; the user's login sessions and lockout end.
    public func setPassword(_ password: String, user name: String) async throws {
        try await checkPassword(password)
        _ = try await user(name)
        try await replacePassword(of: name, by: password, mustChange: isBoundByPolicy)
        try await finish("user.password", name)
    }

    /// What the log-ins of a user left behind: lockout, failures, last log-in.
    public func loginState(of name: String) async throws -> LoginState {
        try await store.loginState(of: name)
    }

    /// Gives a user a role.
    public func grant(role: String, to name: String) async throws {
        let roles = try await checkedRoles([role])
        try await change("username", name) {
            try await store.changeUser(named: name) { user in
                if !user.roles.contains(role) { user.roles += roles }
            }
        }
        try await finish("user.role.add", "\(name) \(role)")
    }

    /// Takes a role from a user; never the last administrator's.
    public func revoke(role: String, from name: String) async throws {
        guard try await user(name).roles.contains(role) else {
            throw AccountError(.unknown, field: "role", "'\(name)' does not hold '\(role)'")
        }
        try await change("username", name) {
            try await store.changeUser(named: name) { user in user.roles.removeAll { $0 == role } }
        }
        try await finish("user.role.remove", "\(name) \(role)")
    }

    /// Stores a new password and ends login sessions and lockout.
    func replacePassword(of name: String, by password: String, mustChange: Bool) async throws {
        let hash = try await hasher.hash(password)
        try await change("username", name) {
            try await store.changeUser(named: name) { user in
                user.passwordHash = hash
                user.mustChangePassword = mustChange
            }
            try await store.deleteLoginSessions(of: name)
            try await store.unlock(user: name)
        }
    }

    /// Refuses a password that is empty, too long, or, where the policy binds, too simple.
    func checkPassword(_ password: String, field: String = "password") async throws {
        try PasswordHasher.check(password)
        guard isBoundByPolicy else { return }
        try PasswordPolicy(try await currentSettings().site).check(password, field: field)
    }

    /// The user of a name; throws when there is none.
    func user(_ name: String) async throws -> User {
        guard let user = try await store.user(named: name) else {
            throw AccountError(.unknown, field: "username", "there is no '\(name)'")
        }
        return user
    }

    private static func fill(_ user: inout User, _ details: UserDetails) throws(AccountError) {
        for (field, text, limit) in [
            ("first_name", details.firstName, 30), ("last_name", details.lastName, 30), ("email", details.email, 254),
            ("organization", details.organization, 128), ("description", details.description, 1_024),
        ] {
            guard text.utf8.count <= limit, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw AccountError(.invalid, field: field, "must be at most \(limit) bytes without control characters")
            }
        }
        user.firstName = details.firstName
        user.lastName = details.lastName
        user.email = details.email
        user.organization = details.organization
        user.description = details.description
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

    static func checkName(_ name: String) throws(AccountError) {
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
