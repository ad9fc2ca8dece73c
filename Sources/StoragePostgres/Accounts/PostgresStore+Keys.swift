public import Documents
public import Model
public import Storage

extension PostgresStore {
    /// See ``AccountStore/keys(of:)``.
    public func keys(of user: String) async throws(StorageError) -> [APIKey] {
        try await rows(
            "SELECT \(AccountRows.key) FROM api_key WHERE account = $1 ORDER BY name", [.text(user)], row: AccountRows.key)
    }

    /// See ``AccountStore/key(hash:)``.
    public func key(hash: [UInt8]) async throws(StorageError) -> APIKey? {
        try await rows("SELECT \(AccountRows.key) FROM api_key WHERE hash = $1", [.bytes(hash)], row: AccountRows.key).first
    }

    /// See ``AccountStore/addKey(_:)``.
    public func addKey(_ key: APIKey) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try connection.exists("SELECT 1 FROM account WHERE name = $1", .text(key.user)) else {
                throw StorageError(.notFound, "user \(key.user) does not exist")
            }
            let names = try connection.query("SELECT name FROM api_key WHERE account = $1", .text(key.user)).map { $0.string(0) }
            guard !names.contains(key.name) else {
                throw StorageError(.conflict, "user \(key.user) has a key named \(key.name)")
            }
            if key.isDefault { try connection.query("UPDATE api_key SET is_default = false WHERE account = $1", .text(key.user)) }
            try connection.query(
                "INSERT INTO api_key(\(AccountRows.key)) VALUES($1, $2, $3, $4, $5, $6, $7, $8)", .text(key.user), .text(key.name),
                .bytes(key.hash), .int(key.created.microseconds), .int(key.expires?.microseconds), .flag(key.isReadOnly),
                .texts(key.networks), .flag(names.isEmpty || key.isDefault))
        }
    }

    /// See ``AccountStore/deleteKey(user:name:)``.
    public func deleteKey(user: String, name: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            let changed = try connection.query(
                "DELETE FROM api_key WHERE account = $1 AND name = $2", .text(user), .text(name)
            ).changes
            guard changed > 0 else { throw StorageError(.notFound, "user \(user) has no key named \(name)") }
        }
    }

    /// See ``AccountStore/setDefaultKey(user:name:)``.
    public func setDefaultKey(user: String, name: String) async throws(StorageError) {
        try await changeAccounts { connection throws(StorageError) in
            guard try connection.exists("SELECT 1 FROM api_key WHERE account = $1 AND name = $2", .text(user), .text(name)) else {
                throw StorageError(.notFound, "user \(user) has no key named \(name)")
            }
            try connection.query("UPDATE api_key SET is_default = (name = $2) WHERE account = $1", .text(user), .text(name))
        }
    }

    // MARK: Login sessions; they do not move the generation

    /// See ``AccountStore/addLoginSession(_:)``.
    public func addLoginSession(_ session: LoginSession) async throws(StorageError) {
        try await change(
            "INSERT INTO login_session(\(AccountRows.login)) VALUES($1, $2, $3, $4)",
            [.bytes(session.hash), .text(session.user), .int(session.created.microseconds), .int(session.lastSeen.microseconds)])
    }

    /// See ``AccountStore/loginSession(hash:)``.
    public func loginSession(hash: [UInt8]) async throws(StorageError) -> LoginSession? {
        try await rows(
            "SELECT \(AccountRows.login) FROM login_session WHERE hash = $1", [.bytes(hash)], row: AccountRows.login
        ).first
    }

    /// See ``AccountStore/touchLoginSession(hash:at:)``.
    public func touchLoginSession(hash: [UInt8], at time: Timestamp) async throws(StorageError) {
        try await change(
            "UPDATE login_session SET last_seen = greatest(last_seen, $2) WHERE hash = $1", [.bytes(hash), .int(time.microseconds)])
    }

    /// See ``AccountStore/deleteLoginSession(hash:)``.
    public func deleteLoginSession(hash: [UInt8]) async throws(StorageError) {
        try await change("DELETE FROM login_session WHERE hash = $1", [.bytes(hash)])
    }

    /// See ``AccountStore/deleteLoginSessions(of:)``.
    public func deleteLoginSessions(of user: String) async throws(StorageError) {
        try await change("DELETE FROM login_session WHERE account = $1", [.text(user)])
    }

    /// See ``AccountStore/deleteLoginSessions(lastSeenBefore:)``.
    public func deleteLoginSessions(lastSeenBefore time: Timestamp) async throws(StorageError) {
        try await change("DELETE FROM login_session WHERE last_seen < $1", [.int(time.microseconds)])
    }
}
