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
            try SQLiteStore.write(user, in: db)
        }
    }

    /// See ``AccountStore/changeUser(named:_:)``.
    public func changeUser(named name: String, _ change: @escaping @Sendable (inout User) -> Void) async throws(StorageError) {
        try await changeAccounts { db in
            try Administrators.keeping(in: db) {
                guard var user = try db.first("SELECT \(AccountRows.user) FROM user WHERE name = ?", .text(name), row: AccountRows.user)
                else { throw StorageError(.notFound, "user \(name) does not exist") }
                change(&user)
                user.name = name
                try SQLiteStore.write(user, in: db)
            }
        }
    }

    /// See ``AccountStore/deleteUser(named:)``.
    public func deleteUser(named name: String) async throws(StorageError) {
        try await changeAccounts { db in
            try Administrators.keeping(in: db) {
                guard try db.change("DELETE FROM user WHERE name = ?", .text(name)) > 0 else {
                    throw StorageError(.notFound, "user \(name) does not exist")
                }
                for table in ["user_role", "api_key", "login_session", "login_state", "reset_token"] {
                    try db.change("DELETE FROM \(table) WHERE user = ?", .text(name))
                }
            }
        }
    }

    private static func write(_ user: User, in db: Database) throws {
        try db.change(
            "REPLACE INTO user(\(AccountRows.user)) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(user.name),
            .text(user.firstName), .text(user.lastName), .text(user.email), .text(user.organization), .text(user.description),
            .text(user.passwordHash), .flag(user.mustChangePassword), .optionalBytes(user.sealedTOTPSecret), .flag(user.isActive),
            .list(AccountTexts.encode(user.preferences)), .integer(user.created.microseconds))
        try setRoles(of: user, in: db)
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
            try SQLiteStore.write(role, in: db)
        }
    }

    /// See ``AccountStore/changeRole(named:_:)``.
    public func changeRole(named name: String, _ change: @escaping @Sendable (inout Role) -> Void) async throws(StorageError) {
        try await changeAccounts { db in
            guard var role = try db.first("SELECT \(AccountRows.role) FROM role WHERE name = ?", .text(name), row: AccountRows.role)
            else { throw StorageError(.notFound, "role \(name) does not exist") }
            change(&role)
            role.name = name
            try SQLiteStore.write(role, in: db)
        }
    }

    private static func write(_ role: Role, in db: Database) throws {
        try db.change(
            "REPLACE INTO role(\(AccountRows.role)) VALUES(?, ?, ?, ?, ?, ?)", .text(role.name),
            .integer(role.level.map { Int64($0) }), .list(role.permissions.sorted()), .list(AccountTexts.encode(role.sources)),
            .text(role.description), .flag(role.isBuiltIn))
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
