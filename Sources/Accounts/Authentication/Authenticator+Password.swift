import Documents
import Model
import NIOConcurrencyHelpers
import Storage

extension Authenticator {
    /// Logs a user in by password and, where they have a second factor, the code of their authenticator app; opens a login
    /// session.
    ///
    /// Every reason for a refusal looks and takes the same: unknown, disabled or locked out, a wrong password, a wrong or
    /// missing code, the permission (such as `web_interface`) missing. Throws `AccountError` with code `busy`, or what the
    /// store says.
    public func logIn(
        user name: String, password: String, code: String? = nil, address: String, requiring permission: String? = nil
    ) async throws -> LogIn {
        let parties = [FailureLedger.Party.address(address), .pair(user: name, address: address)]
        if let wait = longestWait(parties) { return .throttled(retryAfter: wait) }

        let snapshot = directory.snapshot
        let user = snapshot.users[name].flatMap { $0.isActive ? $0 : nil }
        // The store is asked in any case, so that unknown users take as long; not for what was typed, which may be no text for it.
        let state = try await directory.store.loginState(of: user?.name ?? "")
        let isLocked = state.lockedUntil.map { $0 > now() } ?? false
        let isRight = try await hasher.verify(password, against: isLocked ? nil : user?.passwordHash)
        guard let user, isRight, !isLocked, try await hasSecondFactor(user, code: code, in: snapshot) else {
            try await noteFailure(parties, name: name, user: isLocked ? nil : user, address: address, in: snapshot)
            return .refused
        }
        let token = RandomText.hexadecimal(bytes: 32)
        let hash = Authenticator.hash(token)
        guard permission.map({ snapshot.access(of: name).isAllowed($0) }) ?? true,
            let principal = principal(name, isReadOnly: false, way: .session(hash: hash), in: directory.snapshot)
        else {
            try await audit("login.failed", "\(name) from \(address)", actor: name)
            return .refused
        }
        let time = now()
        try await directory.store.addLoginSession(LoginSession(hash: hash, user: name, created: time, lastSeen: time))
        try await directory.store.recordLogin(of: name, at: time)
        try await audit("login", "\(name) from \(address)", actor: name)
        self.state.withLockedValue { state in
            for party in parties { state.ledger.succeed(party) }
        }
        return .accepted(token: token, principal)
    }

    private func longestWait(_ parties: [FailureLedger.Party]) -> Duration? {
        let time = instant()
        return state.withLockedValue { state in parties.compactMap { state.ledger.wait($0, at: time) }.max() }
    }

    /// Counts a failure against places and, where it is known who was meant, against the user, whom the store locks past the
    /// limit (ruling 42).
    private func noteFailure(
        _ parties: [FailureLedger.Party], name: String, user: User?, address: String, in snapshot: DirectorySnapshot
    ) async throws {
        let time = instant()
        state.withLockedValue { state in
            for party in parties { state.ledger.fail(party, at: time) }
        }
        // The name of nobody may be a password typed in the wrong field.
        let known = snapshot.users[name] != nil
        try await audit("login.failed", "\(known ? name : "unknown user") from \(address)", actor: known ? name : "anonymous")
        guard let user else { return }
        let moment = now()
        do throws(StorageError) {
            let isLocked = try await directory.store.recordFailure(
                of: user.name, limit: snapshot.settings.invalidLoginAttempts, lockingUntil: snapshot.settings.lockoutEnd(from: moment),
                at: moment)
            if isLocked { try await audit("user.lockout", user.name, actor: user.name) }
        } catch {
            // Deleted since the snapshot was read.
            if error.code != .notFound { throw error }
        }
    }

    func audit(_ action: String, _ subject: String, actor: String) async throws(StorageError) {
        try await directory.store.appendAudit(AuditEntry(time: now(), actor: actor, action: action, subject: subject))
    }
}
