internal import Documents
internal import GRDB
public import Model
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/generation()``.
    public func generation() async throws(StorageError) -> Int64 {
        try readers.page { try StoreNumbers.generation($0.db) }
    }

    /// See ``AccountStore/users()``.
    public func users() async throws(StorageError) -> [User] {
        try accountRows("SELECT \(AccountRows.user) FROM user ORDER BY name", row: AccountRows.user)
    }

    /// See ``AccountStore/user(named:)``.
    public func user(named name: String) async throws(StorageError) -> User? {
        try accountRows("SELECT \(AccountRows.user) FROM user WHERE name = ?", .text(name), row: AccountRows.user).first
    }

    /// See ``AccountStore/addUser(_:)``.
    public func addUser(_ user: User) async throws(StorageError) {
        try await changeAccounts { db in
            guard try !db.exists("SELECT 1 FROM user WHERE name = ?", .text(user.name)) else {
                throw StorageError(.conflict, "user \(user.name) exists")
            }
            try db.change(
                "INSERT INTO user VALUES(?, ?, ?, ?, ?, ?)", .text(user.name), .text(user.email), .text(user.description),
                .text(user.passwordHash), .flag(user.isActive), .integer(user.created.microseconds))
            try SQLiteStore.setRoles(of: user, in: db)
        }
    }

    /// See ``AccountStore/updateUser(_:)``.
    public func updateUser(_ user: User) async throws(StorageError) {
        try await changeAccounts { db in
            let changed = try db.change(
                """
                UPDATE user SET email = ?2, description = ?3, password_hash = ?4, is_active = ?5, created = ?6 WHERE name = ?1
                """,
                .text(user.name), .text(user.email), .text(user.description), .text(user.passwordHash), .flag(user.isActive),
                .integer(user.created.microseconds))
            guard changed > 0 else { throw StorageError(.notFound, "user \(user.name) does not exist") }
            try SQLiteStore.setRoles(of: user, in: db)
        }
    }

    /// See ``AccountStore/deleteUser(named:)``.
    public func deleteUser(named name: String) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.change("DELETE FROM user WHERE name = ?", .text(name)) > 0 else {
                throw StorageError(.notFound, "user \(name) does not exist")
            }
            for table in ["user_role", "api_key", "login_session"] {
                try db.change("DELETE FROM \(table) WHERE user = ?", .text(name))
            }
        }
    }

    private static func setRoles(of user: User, in db: Database) throws {
        try db.change("DELETE FROM user_role WHERE user = ?", .text(user.name))
        for (position, role) in user.roles.enumerated() {
            try db.change(
                "INSERT INTO user_role VALUES(?, ?, ?)", .text(user.name), .integer(Int64(position)), .text(role))
        }
    }

    // MARK: Roles

    /// See ``AccountStore/roles()``.
    public func roles() async throws(StorageError) -> [Role] {
        try accountRows("SELECT \(AccountRows.role) FROM role ORDER BY name", row: AccountRows.role)
    }

    /// See ``AccountStore/addRole(_:)``.
    public func addRole(_ role: Role) async throws(StorageError) {
        try await changeAccounts { db in
            guard try !db.exists("SELECT 1 FROM role WHERE name = ?", .text(role.name)) else {
                throw StorageError(.conflict, "role \(role.name) exists")
            }
            try db.change(
                "INSERT INTO role VALUES(?, ?, ?, ?)", .text(role.name), .integer(role.level.map { Int64($0) }),
                .json(TextList.encode(role.permissions.sorted())), .flag(role.isBuiltIn))
        }
    }

    /// See ``AccountStore/updateRole(_:)``.
    public func updateRole(_ role: Role) async throws(StorageError) {
        try await changeAccounts { db in
            let changed = try db.change(
                "UPDATE role SET level = ?2, permissions = ?3, is_built_in = ?4 WHERE name = ?1", .text(role.name),
                .integer(role.level.map { Int64($0) }), .json(TextList.encode(role.permissions.sorted())),
                .flag(role.isBuiltIn))
            guard changed > 0 else { throw StorageError(.notFound, "role \(role.name) does not exist") }
        }
    }

    /// See ``AccountStore/deleteRole(named:)``.
    public func deleteRole(named name: String) async throws(StorageError) {
        try await changeAccounts { db in
            guard try !db.exists("SELECT 1 FROM user_role WHERE role = ?", .text(name)) else {
                throw StorageError(.conflict, "role \(name) is held by a user")
            }
            guard try db.change("DELETE FROM role WHERE name = ?", .text(name)) > 0 else {
                throw StorageError(.notFound, "role \(name) does not exist")
            }
        }
    }
}
