import Documents
import Model
import Storage
import Synchronization

extension FakeStore.Content {
    /// Whether a user other than the named one is active, not locked out, and may do everything.
    func hasAdministrator(besides name: String? = nil, at now: Timestamp = .now) -> Bool {
        users.values.contains { user in
            user.isActive && user.name != name && user.roles.contains(where: BuiltInRoles.grantsEverything)
                && (loginStates[user.name]?.lockedUntil.map { $0 <= now } ?? true)
        }
    }
}

extension FakeStore {
    func sources() async throws(StorageError) -> [Source] { content.withLock { $0.sources.values.sorted { $0.name < $1.name } } }
    func addSource(_ source: Source) async throws(StorageError) {
        try write { content in
            guard content.sources[source.name] == nil else { return .conflict }
            content.sources[source.name] = source
            return nil
        }
    }
    func setSource(named name: String, isActive: Bool) async throws(StorageError) {
        try write { content in
            guard content.sources[name] != nil else { return .notFound }
            content.sources[name]?.isActive = isActive
            return nil
        }
    }

    func items() async throws(StorageError) -> [Item] { content.withLock { $0.items } }
    func addItem(_ item: Item) async throws(StorageError) {
        try write { content in
            guard !content.items.contains(where: { $0.kind == item.kind && $0.name == item.name }) else { return .conflict }
            content.items.append(item)
            return nil
        }
    }
    func updateItem(_ item: Item) async throws(StorageError) {
        try write { content in
            guard let place = content.items.firstIndex(where: { $0.kind == item.kind && $0.name == item.name }) else { return .notFound }
            content.items[place] = item
            return nil
        }
    }

    func loginState(of user: String) async throws(StorageError) -> LoginState {
        content.withLock { $0.loginStates[user] ?? LoginState(user: user) }
    }
    func loginStates() async throws(StorageError) -> [LoginState] { content.withLock { Array($0.loginStates.values) } }

    private func changeState<Value: Sendable>(
        _ user: String, _ body: (inout LoginState, inout Content) -> Value
    ) throws(StorageError) -> Value {
        let value = content.withLock { content -> Value? in
            guard content.users[user] != nil else { return nil }
            var state = content.loginStates[user] ?? LoginState(user: user)
            let value = body(&state, &content)
            content.loginStates[user] = state
            return value
        }
        guard let value else { throw StorageError(.notFound, "no such user") }
        return value
    }

    func recordFailure(
        of user: String, limit: Int, lockingUntil end: Timestamp, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try changeState(user) { state, content in
            state.failures += 1
            let isAdministrator = content.users[user]?.roles.contains(where: BuiltInRoles.grantsEverything) == true
            guard state.failures > limit, !isAdministrator || content.hasAdministrator(besides: user, at: now) else { return false }
            state.failures = 0
            state.lockedUntil = end
            return true
        }
    }
    func recordLogin(of user: String, at time: Timestamp) async throws(StorageError) {
        try changeState(user) { state, content in
            state.failures = 0
            state.lockedUntil = nil
            state.lastLogin = time
            content.resetTokens[user] = nil
        }
    }
    func unlock(user: String) async throws(StorageError) {
        try changeState(user) { state, _ in
            state.failures = 0
            state.lockedUntil = nil
        }
    }
    func takeTOTP(step: Int64, of user: String) async throws(StorageError) -> Bool {
        try changeState(user) { state, _ in
            guard step > state.totpStep else { return false }
            state.totpStep = step
            return true
        }
    }

    func putResetToken(hash: [UInt8], user: String, expires: Timestamp) async throws(StorageError) {
        change { $0.resetTokens[user] = (hash, expires) }
    }
    func takeResetToken(hash: [UInt8], at now: Timestamp) async throws(StorageError) -> String? {
        content.withLock { content in
            guard let (user, token) = content.resetTokens.first(where: { $0.value.hash == hash }) else { return nil }
            content.resetTokens[user] = nil
            return token.expires > now ? user : nil
        }
    }

    func appendAudit(_ entry: AuditEntry) async throws(StorageError) {
        change { content in
            content.audit.append(entry)
            content.links.append(AuditLink(entry, after: content.links.last?.head ?? AuditHead(chain: 0)))
        }
    }
    func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry] {
        content.withLock { Array($0.audit.reversed().prefix(limit)) }
    }
    func auditHeads() async throws(StorageError) -> [AuditHead] { content.withLock { $0.links.last.map { [$0.head] } ?? [] } }
    func auditLinks(chain: Int, after sequence: Int64, limit: Int) async throws(StorageError) -> [AuditLink] {
        content.withLock { Array($0.links.filter { $0.sequence > sequence }.prefix(limit)) }
    }
}
