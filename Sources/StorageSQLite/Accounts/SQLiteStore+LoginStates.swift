public import Documents
internal import GRDB
public import Model
public import Storage

extension SQLiteStore {
    /// See ``AccountStore/loginState(of:)``.
    public func loginState(of user: String) async throws(StorageError) -> LoginState {
        try accountRows(
            "SELECT \(AccountRows.loginState) FROM login_state WHERE user = ?", .text(user), row: AccountRows.loginState
        ).first ?? LoginState(user: user)
    }

    /// See ``AccountStore/loginStates()``.
    public func loginStates() async throws(StorageError) -> [LoginState] {
        try accountRows("SELECT \(AccountRows.loginState) FROM login_state ORDER BY user", row: AccountRows.loginState)
    }

    /// See ``AccountStore/recordFailure(of:limit:lockingUntil:at:)``.
    public func recordFailure(
        of user: String, limit: Int, lockingUntil end: Timestamp, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await changeLoginState(of: user) { state, db in
            state.failures = min(state.failures + 1, 1_000_000)
            let isAdministrator = try db.exists(
                "SELECT 1 FROM user_role WHERE user = ? AND role IN (?, ?)", .text(user), .text(BuiltInRoles.administrator),
                .text(BuiltInRoles.uberAdmin))
            guard state.failures > limit else { return false }
            if isAdministrator, try !Administrators.exist(besides: user, at: now, in: db) { return false }
            state.failures = 0
            state.lockedUntil = end
            return true
        }
    }

    /// See ``AccountStore/recordLogin(of:at:)``.
    public func recordLogin(of user: String, at time: Timestamp) async throws(StorageError) {
        try await changeLoginState(of: user) { state, db in
            state.failures = 0
            state.lockedUntil = nil
            state.lastLogin = time
            try db.change("DELETE FROM reset_token WHERE user = ?", .text(user))
        }
    }

    /// See ``AccountStore/unlock(user:)``.
    public func unlock(user: String) async throws(StorageError) {
        try await changeLoginState(of: user) { state, _ in
            state.failures = 0
            state.lockedUntil = nil
        }
    }

    /// See ``AccountStore/takeTOTP(step:of:)``.
    public func takeTOTP(step: Int64, of user: String) async throws(StorageError) -> Bool {
        try await changeLoginState(of: user) { state, _ in
            guard step > state.totpStep else { return false }
            state.totpStep = step
            return true
        }
    }

    private func changeLoginState<Value: Sendable>(
        of user: String, _ change: @escaping @Sendable (inout LoginState, Database) throws -> Value
    ) async throws(StorageError) -> Value {
        try await writer.write { transaction in
            let db = transaction.db
            guard try db.exists("SELECT 1 FROM user WHERE name = ?", .text(user)) else {
                throw StorageError(.notFound, "user \(user) does not exist")
            }
            var state =
                try db.first(
                    "SELECT \(AccountRows.loginState) FROM login_state WHERE user = ?", .text(user), row: AccountRows.loginState)
                ?? LoginState(user: user)
            let value = try change(&state, db)
            try db.change(
                "REPLACE INTO login_state(\(AccountRows.loginState)) VALUES(?, ?, ?, ?, ?)", .text(user),
                .integer(Int64(state.failures)), .integer(state.lockedUntil?.microseconds), .integer(state.lastLogin?.microseconds),
                .integer(state.totpStep))
            return value
        }
    }

    // MARK: Reset tokens

    /// See ``AccountStore/putResetToken(hash:user:expires:)``.
    public func putResetToken(hash: [UInt8], user: String, expires: Timestamp) async throws(StorageError) {
        try await writer.write { transaction in
            _ = try transaction.db.change(
                "REPLACE INTO reset_token(user, hash, expires) VALUES(?, ?, ?)", .text(user), .bytes(hash),
                .integer(expires.microseconds))
        }
    }

    /// See ``AccountStore/takeResetToken(hash:at:)``.
    public func takeResetToken(hash: [UInt8], at now: Timestamp) async throws(StorageError) -> String? {
        try await writer.write { transaction in
            let user = try transaction.db.first(
                "SELECT user FROM reset_token WHERE hash = ? AND expires > ?", .bytes(hash), .integer(now.microseconds)
            ) { row, _ in row.string(0) }
            try transaction.db.change("DELETE FROM reset_token WHERE hash = ?", .bytes(hash))
            return user
        }
    }
}
