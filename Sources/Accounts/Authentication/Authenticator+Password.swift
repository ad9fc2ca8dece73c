import Documents
import Model
import NIOConcurrencyHelpers
import Storage

extension Authenticator {
    /// Logs a user in by password and opens a login session.
    ///
    /// Unknown, disabled and blocked users take as long as a wrong password. Throws `AccountError` with code `busy`, or
    /// what the store says.
    public func logIn(user name: String, password: String, address: String) async throws -> LogIn {
        let parties = [FailureLedger.Party.address(address), .pair(user: name, address: address)]
        if let wait = longestWait(parties) { return .throttled(retryAfter: wait) }

        let snapshot = directory.snapshot
        let user = snapshot.users[name]
        let isBlocked = user == nil || user?.isActive != true || isLockedOut(name, in: snapshot)
        let isRight = try await hasher.verify(password, against: isBlocked ? nil : user?.passwordHash)
        guard isRight, !isBlocked else {
            try await countFailure(parties, user: user, in: snapshot)
            return .refused
        }
        let token = RandomText.hexadecimal(bytes: 32)
        let hash = Authenticator.hash(token)
        guard let principal = principal(name, isReadOnly: false, way: .session(hash: hash), in: directory.snapshot) else {
            return .refused
        }
        let time = now()
        try await directory.store.addLoginSession(LoginSession(hash: hash, user: name, created: time, lastSeen: time))
        state.withLockedValue { state in
            for party in parties { state.ledger.succeed(party) }
            state.failures[name] = nil
        }
        return .accepted(token: token, principal)
    }

    private func longestWait(_ parties: [FailureLedger.Party]) -> Duration? {
        let time = instant()
        return state.withLockedValue { state in parties.compactMap { state.ledger.wait($0, at: time) }.max() }
    }

    /// Whether password log-ins of the user are blocked; those of the last administrator never are (ruling 42).
    private func isLockedOut(_ user: String, in snapshot: DirectorySnapshot) -> Bool {
        guard let until = snapshot.lockouts[user], until > now() else { return false }
        return !snapshot.isLastAdministrator(user)
    }

    private func countFailure(_ parties: [FailureLedger.Party], user: User?, in snapshot: DirectorySnapshot) async throws {
        let time = instant()
        let failures = state.withLockedValue { state in
            for party in parties { state.ledger.fail(party, at: time) }
            guard let user else { return 0 }
            state.failures[user.name, default: 0] += 1
            return state.failures[user.name] ?? 0
        }
        guard let user, user.isActive, failures > snapshot.settings.invalidLoginAttempts,
            !snapshot.isLastAdministrator(user.name)
        else { return }
        state.withLockedValue { $0.failures[user.name] = nil }
        let minutes = snapshot.settings.lockoutMinutes
        let until = minutes == 0 ? Lockout.forever : Timestamp(microseconds: now().microseconds + Int64(minutes) * 60_000_000)
        try await directory.store.setSetting(Lockout.key(of: user.name), to: Lockout.text(until: until))
        try await directory.store.appendAudit(
            AuditEntry(time: now(), actor: user.name, action: "user.lockout", subject: user.name))
        try await directory.reload()
    }
}
