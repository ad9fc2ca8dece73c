public import Documents
public import Model
public import Storage

extension PostgresStore {
    /// See ``AccountStore/loginState(of:)``.
    public func loginState(of user: String) async throws(StorageError) -> LoginState {
        try await rows(
            "SELECT \(AccountRows.loginState) FROM login_state WHERE account = $1", [.text(user)], row: AccountRows.loginState
        ).first ?? LoginState(user: user)
    }

    /// See ``AccountStore/loginStates()``.
    public func loginStates() async throws(StorageError) -> [LoginState] {
        try await rows("SELECT \(AccountRows.loginState) FROM login_state ORDER BY account", row: AccountRows.loginState)
    }

    /// See ``AccountStore/recordFailure(of:limit:lockingUntil:at:)``.
    public func recordFailure(
        of user: String, limit: Int, lockingUntil end: Timestamp, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await changeLoginState(of: user) { state, connection throws(StorageError) in
            state.failures = min(state.failures + 1, 1_000_000)
            let isAdministrator = try connection.exists(
                "SELECT 1 FROM account WHERE name = $1 AND roles && $2", .text(user),
                .texts([BuiltInRoles.administrator, BuiltInRoles.uberAdmin]))
            guard state.failures > limit else { return false }
            if isAdministrator, try !Administrators.exist(besides: user, at: now, connection) { return false }
            state.failures = 0
            state.lockedUntil = end
            return true
        }
    }

    /// See ``AccountStore/recordLogin(of:at:)``.
    public func recordLogin(of user: String, at time: Timestamp) async throws(StorageError) {
        try await changeLoginState(of: user) { state, connection throws(StorageError) in
            state.failures = 0
            state.lockedUntil = nil
            state.lastLogin = time
            try connection.query("DELETE FROM reset_token WHERE account = $1", .text(user))
        }
    }

    /// See ``AccountStore/unlock(user:)``.
    public func unlock(user: String) async throws(StorageError) {
        try await changeLoginState(of: user) { state, _ throws(StorageError) in
            state.failures = 0
            state.lockedUntil = nil
        }
    }

    /// See ``AccountStore/takeTOTP(step:of:)``.
    public func takeTOTP(step: Int64, of user: String) async throws(StorageError) -> Bool {
        try await changeLoginState(of: user) { state, _ throws(StorageError) in
            guard step > state.totpStep else { return false }
            state.totpStep = step
            return true
        }
    }

    private func changeLoginState<Value: Sendable>(
        of user: String, _ change: @Sendable (inout LoginState, Connection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await writer.change { connection throws(StorageError) in
            // Two lockouts at once must see each other, or both would leave the other as the last administrator.
            try Administrators.lock(connection)
            guard try connection.exists("SELECT 1 FROM account WHERE name = $1", .text(user)) else {
                throw StorageError(.notFound, "user \(user) does not exist")
            }
            let rows = try connection.query("SELECT \(AccountRows.loginState) FROM login_state WHERE account = $1", .text(user))
            var state = rows.first.map(AccountRows.loginState) ?? LoginState(user: user)
            let value = try change(&state, connection)
            try connection.query(
                """
                INSERT INTO login_state(\(AccountRows.loginState)) VALUES($1, $2, $3, $4, $5) ON CONFLICT (account) DO UPDATE SET
                    failures = excluded.failures, locked_until = excluded.locked_until, last_login = excluded.last_login,
                    totp_step = excluded.totp_step
                """,
                .text(user), .number(state.failures), .int(state.lockedUntil?.microseconds), .int(state.lastLogin?.microseconds),
                .int(state.totpStep))
            return value
        }
    }

    // MARK: Reset tokens

    /// See ``AccountStore/putResetToken(hash:user:expires:)``.
    public func putResetToken(hash: [UInt8], user: String, expires: Timestamp) async throws(StorageError) {
        try await change(
            """
            INSERT INTO reset_token(account, hash, expires) VALUES($1, $2, $3)
            ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, expires = excluded.expires
            """,
            [.text(user), .bytes(hash), .int(expires.microseconds)])
    }

    /// See ``AccountStore/takeResetToken(hash:at:)``.
    public func takeResetToken(hash: [UInt8], at now: Timestamp) async throws(StorageError) -> String? {
        try await writer.change { connection throws(StorageError) in
            let taken = try connection.query("DELETE FROM reset_token WHERE hash = $1 RETURNING account, expires", .bytes(hash))
            guard let row = taken.first, row.int64(1) > now.microseconds else { return nil }
            return row.string(0)
        }
    }
}
