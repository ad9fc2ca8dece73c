import Model
import NIOConcurrencyHelpers
import Storage

extension Authenticator {
    /// The caller behind a user name and an API key (crits-api.md 2.2, without the permission of step 4, which is the
    /// threat-intelligence API's own).
    ///
    /// A right key always opens: only wrong ones are throttled, so that nobody is shut out by others (threats.md 9).
    public func check(_ credentials: APIKeyCredentials, address: String) async throws -> KeyCheck {
        let snapshot = directory.snapshot
        let hash = Authenticator.hash(credentials.key)
        if let key = try await key(hash, in: snapshot), ConstantTime.areEqual(Array(key.user.utf8), Array(credentials.user.utf8)),
            isValid(key, from: address),
            let principal = principal(key.user, isReadOnly: key.isReadOnly, way: .key(name: key.name), in: snapshot)
        {
            return .accepted(principal)
        }
        let (result, isFirst) = fail([.address(address), .pair(user: credentials.user, address: address)])
        // Guessing is told once a row of failures, not at every try.
        if isFirst {
            let known = snapshot.users[credentials.user] != nil
            try await audit(
                "key.guessing", "\(known ? credentials.user : "unknown user") from \(address)",
                actor: known ? credentials.user : "anonymous")
        }
        return result
    }

    private func key(_ hash: [UInt8], in snapshot: DirectorySnapshot) async throws -> APIKey? {
        let time = instant()
        let cached = state.withLockedValue { $0.keys.value(of: hash, generation: snapshot.generation, at: time) }
        if let cached { return cached }
        guard let key = try await directory.store.key(hash: hash) else { return nil }
        state.withLockedValue { $0.keys.store(key, of: hash, generation: snapshot.generation, at: time) }
        return key
    }

    private func isValid(_ key: APIKey, from address: String) -> Bool {
        if let expires = key.expires, expires <= now() { return false }
        return key.networks.isEmpty || key.networks.contains { Network($0)?.contains(address) == true }
    }

    /// Counts a failure; tells too whether it is the first past what is free.
    private func fail(_ parties: [FailureLedger.Party]) -> (KeyCheck, isFirst: Bool) {
        let time = instant()
        let (wait, isFirst) = state.withLockedValue { state in
            let wait = parties.compactMap { state.ledger.wait($0, at: time) }.max()
            var isFirst = false
            for party in parties where state.ledger.fail(party, at: time) { isFirst = true }
            return (wait, isFirst)
        }
        return (wait.map { .throttled(retryAfter: $0) } ?? .refused, isFirst)
    }
}
