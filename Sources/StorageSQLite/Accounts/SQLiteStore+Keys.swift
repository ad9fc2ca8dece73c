public import Documents
internal import GRDB
public import Model
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/keys(of:)``.
    public func keys(of user: String) async throws(StorageError) -> [APIKey] {
        try accountRows(
            "SELECT \(AccountRows.key) FROM api_key WHERE user = ? ORDER BY name", .text(user), row: AccountRows.key)
    }

    /// See ``AccountStore/key(hash:)``.
    public func key(hash: [UInt8]) async throws(StorageError) -> APIKey? {
        try accountRows("SELECT \(AccountRows.key) FROM api_key WHERE hash = ?", .bytes(hash), row: AccountRows.key).first
    }

    /// See ``AccountStore/addKey(_:)``.
    public func addKey(_ key: APIKey) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.exists("SELECT 1 FROM user WHERE name = ?", .text(key.user)) else {
                throw StorageError(.notFound, "user \(key.user) does not exist")
            }
            guard try !db.exists("SELECT 1 FROM api_key WHERE user = ? AND name = ?", .text(key.user), .text(key.name)) else {
                throw StorageError(.conflict, "user \(key.user) has a key named \(key.name)")
            }
            let isFirst = try !db.exists("SELECT 1 FROM api_key WHERE user = ?", .text(key.user))
            if key.isDefault { try db.change("UPDATE api_key SET is_default = 0 WHERE user = ?", .text(key.user)) }
            try db.change(
                "INSERT INTO api_key(\(AccountRows.key)) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", .text(key.user), .text(key.name),
                .bytes(key.hash), .integer(key.created.microseconds), .integer(key.expires?.microseconds),
                .flag(key.isReadOnly), .json(TextList.encode(key.networks)), .flag(isFirst || key.isDefault))
        }
    }

    /// See ``AccountStore/deleteKey(user:name:)``.
    public func deleteKey(user: String, name: String) async throws(StorageError) {
        try await changeAccounts { db in
            let changed = try db.change("DELETE FROM api_key WHERE user = ? AND name = ?", .text(user), .text(name))
            guard changed > 0 else { throw StorageError(.notFound, "user \(user) has no key named \(name)") }
        }
    }

    /// See ``AccountStore/setDefaultKey(user:name:)``.
    public func setDefaultKey(user: String, name: String) async throws(StorageError) {
        try await changeAccounts { db in
            guard try db.exists("SELECT 1 FROM api_key WHERE user = ? AND name = ?", .text(user), .text(name)) else {
                throw StorageError(.notFound, "user \(user) has no key named \(name)")
            }
            try db.change("UPDATE api_key SET is_default = (name = ?2) WHERE user = ?1", .text(user), .text(name))
        }
    }

    // MARK: Login sessions; they do not move the generation

    /// See ``AccountStore/addLoginSession(_:)``.
    public func addLoginSession(_ session: LoginSession) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change(
                "INSERT INTO login_session(\(AccountRows.login)) VALUES(?, ?, ?, ?)", .bytes(session.hash), .text(session.user),
                .integer(session.created.microseconds), .integer(session.lastSeen.microseconds))
        }
    }

    /// See ``AccountStore/loginSession(hash:)``.
    public func loginSession(hash: [UInt8]) async throws(StorageError) -> LoginSession? {
        try accountRows(
            "SELECT \(AccountRows.login) FROM login_session WHERE hash = ?", .bytes(hash), row: AccountRows.login
        ).first
    }

    /// See ``AccountStore/touchLoginSession(hash:at:)``.
    public func touchLoginSession(hash: [UInt8], at time: Timestamp) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change(
                "UPDATE login_session SET last_seen = max(last_seen, ?2) WHERE hash = ?1", .bytes(hash),
                .integer(time.microseconds))
        }
    }

    /// See ``AccountStore/deleteLoginSession(hash:)``.
    public func deleteLoginSession(hash: [UInt8]) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change("DELETE FROM login_session WHERE hash = ?", .bytes(hash))
        }
    }

    /// See ``AccountStore/deleteLoginSessions(of:)``.
    public func deleteLoginSessions(of user: String) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change("DELETE FROM login_session WHERE user = ?", .text(user))
        }
    }

    /// See ``AccountStore/deleteLoginSessions(lastSeenBefore:)``.
    public func deleteLoginSessions(lastSeenBefore time: Timestamp) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change("DELETE FROM login_session WHERE last_seen < ?", .integer(time.microseconds))
        }
    }
}
