import Documents
import Model
import NIOConcurrencyHelpers
import Storage

extension Authenticator {
    /// The caller behind the value of a login cookie; nil when it opens nothing (any more).
    public func principal(session token: String) async throws -> Principal? {
        guard token.utf8.count == 64 else { return nil }
        let hash = Authenticator.hash(token)
        let snapshot = directory.snapshot
        let time = instant()
        let cached = state.withLockedValue { $0.sessions.value(of: hash, generation: snapshot.generation, at: time) }
        if let cached {
            guard isAlive(cached, under: snapshot.settings) else { return nil }
            return principal(cached.user, isReadOnly: false, way: .session(hash: hash), in: snapshot)
        }
        guard var session = try await directory.store.loginSession(hash: hash) else { return nil }
        guard isAlive(session, under: snapshot.settings) else {
            try await directory.store.deleteLoginSession(hash: hash)
            return nil
        }
        let moment = now()
        if moment.microseconds - session.lastSeen.microseconds > Authenticator.touchInterval {
            try await directory.store.touchLoginSession(hash: hash, at: moment)
            session.lastSeen = moment
        }
        state.withLockedValue { [session] in $0.sessions.store(session, of: hash, generation: snapshot.generation, at: time) }
        return principal(session.user, isReadOnly: false, way: .session(hash: hash), in: snapshot)
    }

    /// Ends the login session of a cookie, if it is one.
    public func logOut(session token: String) async throws {
        let hash = Authenticator.hash(token)
        try await directory.store.deleteLoginSession(hash: hash)
        state.withLockedValue { $0.sessions.forget(hash) }
    }

    /// Forgets login sessions that have timed out; called now and then.
    public func removeExpiredSessions() async throws {
        let hours = directory.settings.sessionTimeoutHours
        guard hours > 0 else { return }
        let limit = Timestamp(microseconds: now().microseconds - Int64(hours) * 3_600_000_000)
        try await directory.store.deleteLoginSessions(lastSeenBefore: limit)
    }

    private func isAlive(_ session: LoginSession, under settings: Settings) -> Bool {
        let time = now().microseconds
        let idle = Int64(settings.sessionTimeoutHours) * 3_600_000_000
        let whole = Int64(settings.sessionMaximumDays) * 86_400_000_000
        return (idle == 0 || time - session.lastSeen.microseconds < idle)
            && (whole == 0 || time - session.created.microseconds < whole)
    }
}
