import Documents
public import Model
public import Storage

extension PostgresStore {
    /// See ``AccountStore/generation()``.
    public func generation() async throws(StorageError) -> Int64 {
        try await rows("SELECT value FROM number WHERE name = 'generation'") { $0.int64(0) }.first ?? 0
    }

    /// See ``AccountStore/users()``.
    public func users() async throws(StorageError) -> [User] {
        try await rows("SELECT \(AccountRows.user) FROM account ORDER BY name", row: AccountRows.user)
    }

    /// See ``AccountStore/user(named:)``.
    public func user(named name: String) async throws(StorageError) -> User? {
        try await rows("SELECT \(AccountRows.user) FROM account WHERE name = $1", [.text(name)], row: AccountRows.user).first
    }

    /// See ``AccountStore/addUser(_:)``.
    public func addUser(_ user: User) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try !connection.exists("SELECT 1 FROM account WHERE name = $1", .text(user.name)) else {
                throw StorageError(.conflict, "user \(user.name) exists")
            }
            try connection.query(
                "INSERT INTO account(\(AccountRows.user)) VALUES($1, $2, $3, $4, $5, $6, $7)", PostgresStore.values(user))
        }
    }

    /// See ``AccountStore/updateUser(_:)``.
    public func updateUser(_ user: User) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let changed = try connection.query(
                """
                UPDATE account SET email = $2, description = $3, password_hash = $4, roles = $5, is_active = $6, created = $7
                WHERE name = $1
                """,
                PostgresStore.values(user)
            ).changes
            guard changed > 0 else { throw StorageError(.notFound, "user \(user.name) does not exist") }
        }
    }

    private static func values(_ user: User) -> [Parameter] {
        [
            .text(user.name), .text(user.email), .text(user.description), .text(user.passwordHash), .texts(user.roles),
            .flag(user.isActive), .int(user.created.microseconds),
        ]
    }

    /// See ``AccountStore/deleteUser(named:)``.
    public func deleteUser(named name: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try connection.query("DELETE FROM account WHERE name = $1", .text(name)).changes > 0 else {
                throw StorageError(.notFound, "user \(name) does not exist")
            }
            for table in ["api_key", "login_session"] {
                try connection.query("DELETE FROM \(table) WHERE account = $1", .text(name))
            }
        }
    }

    // MARK: Roles

    /// See ``AccountStore/roles()``.
    public func roles() async throws(StorageError) -> [Role] {
        try await rows("SELECT \(AccountRows.role) FROM role ORDER BY name", row: AccountRows.role)
    }

    /// See ``AccountStore/addRole(_:)``.
    public func addRole(_ role: Role) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try !connection.exists("SELECT 1 FROM role WHERE name = $1", .text(role.name)) else {
                throw StorageError(.conflict, "role \(role.name) exists")
            }
            try connection.query(
                "INSERT INTO role(\(AccountRows.role)) VALUES($1, $2, $3, $4)", PostgresStore.values(role))
        }
    }

    /// See ``AccountStore/updateRole(_:)``.
    public func updateRole(_ role: Role) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let changed = try connection.query(
                "UPDATE role SET level = $2, permissions = $3, is_built_in = $4 WHERE name = $1", PostgresStore.values(role)
            ).changes
            guard changed > 0 else { throw StorageError(.notFound, "role \(role.name) does not exist") }
        }
    }

    private static func values(_ role: Role) -> [Parameter] {
        [.text(role.name), .number(role.level), .texts(role.permissions.sorted()), .flag(role.isBuiltIn)]
    }

    /// See ``AccountStore/deleteRole(named:)``.
    public func deleteRole(named name: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try !connection.exists("SELECT 1 FROM account WHERE $1 = ANY(roles) LIMIT 1", .text(name)) else {
                throw StorageError(.conflict, "role \(name) is held by a user")
            }
            guard try connection.query("DELETE FROM role WHERE name = $1", .text(name)).changes > 0 else {
                throw StorageError(.notFound, "role \(name) does not exist")
            }
        }
    }
}
