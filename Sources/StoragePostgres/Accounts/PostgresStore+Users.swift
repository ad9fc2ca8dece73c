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
            try PostgresStore.write(user, connection)
        }
    }

    /// See ``AccountStore/changeUser(named:_:)``.
    public func changeUser(named name: String, _ change: @escaping @Sendable (inout User) -> Void) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            try Administrators.keeping(connection) { () throws(StorageError) in
                let rows = try connection.query("SELECT \(AccountRows.user) FROM account WHERE name = $1", .text(name))
                guard var user = rows.first.map(AccountRows.user) else {
                    throw StorageError(.notFound, "user \(name) does not exist")
                }
                change(&user)
                user.name = name
                try PostgresStore.write(user, connection)
            }
        }
    }

    /// See ``AccountStore/deleteUser(named:)``.
    public func deleteUser(named name: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            try Administrators.keeping(connection) { () throws(StorageError) in
                guard try connection.query("DELETE FROM account WHERE name = $1", .text(name)).changes > 0 else {
                    throw StorageError(.notFound, "user \(name) does not exist")
                }
                for table in ["api_key", "login_session", "login_state", "reset_token"] {
                    try connection.query("DELETE FROM \(table) WHERE account = $1", .text(name))
                }
            }
        }
    }

    private static func write(_ user: User, _ connection: Connection) throws(StorageError) {
        try connection.query(
            """
            INSERT INTO account(\(AccountRows.user)) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (name) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
                email = excluded.email, organization = excluded.organization, description = excluded.description,
                password_hash = excluded.password_hash, must_change_password = excluded.must_change_password,
                totp_secret = excluded.totp_secret, roles = excluded.roles, is_active = excluded.is_active,
                preferences = excluded.preferences, created = excluded.created
            """,
            .text(user.name), .text(user.firstName), .text(user.lastName), .text(user.email), .text(user.organization),
            .text(user.description), .text(user.passwordHash), .flag(user.mustChangePassword), .bytes(user.sealedTOTPSecret),
            .texts(user.roles), .flag(user.isActive), .texts(AccountTexts.encode(user.preferences)),
            .int(user.created.microseconds))
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
            try PostgresStore.write(role, connection)
        }
    }

    /// See ``AccountStore/changeRole(named:_:)``.
    public func changeRole(named name: String, _ change: @escaping @Sendable (inout Role) -> Void) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let rows = try connection.query("SELECT \(AccountRows.role) FROM role WHERE name = $1", .text(name))
            guard var role = rows.first.map(AccountRows.role) else {
                throw StorageError(.notFound, "role \(name) does not exist")
            }
            change(&role)
            role.name = name
            try PostgresStore.write(role, connection)
        }
    }

    private static func write(_ role: Role, _ connection: Connection) throws(StorageError) {
        try connection.query(
            """
            INSERT INTO role(\(AccountRows.role)) VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO UPDATE SET
                level = excluded.level, permissions = excluded.permissions, sources = excluded.sources,
                description = excluded.description, is_built_in = excluded.is_built_in
            """,
            .text(role.name), .number(role.level), .texts(role.permissions.sorted()), .texts(AccountTexts.encode(role.sources)),
            .text(role.description), .flag(role.isBuiltIn))
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
