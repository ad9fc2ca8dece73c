import Documents
import Model
import Storage
import Synchronization

/// A store in memory that keeps what a test puts there. It filters as the protocol says, as simply as possible.
final class FakeStore: Store {
    struct Content: Sendable {
        var messages: [StoredMessage] = []
        var sessions: [StoredSession] = []
        var urls: [StoredURL] = []
        var files: [StoredFile] = []
        var dorks: [StoredDork] = []
        var statistics: [DailyStatistics] = []
        var totals: [ValueCount] = []

        var users: [String: User] = [:]
        var roles: [String: Role] = [:]
        var keys: [APIKey] = []
        var loginSessions: [[UInt8]: LoginSession] = [:]
        var sensors: [String: Sensor] = [:]
        var upstreams: [String: Upstream] = [:]
        var settings: [String: String] = [:]
        var audit: [AuditEntry] = []
        var links: [AuditLink] = []
        var sources: [String: Source] = [:]
        var items: [Item] = []
        var loginStates: [String: LoginState] = [:]
        var resetTokens: [String: (hash: [UInt8], expires: Timestamp)] = [:]
        var generation: Int64 = 1

        /// What every read of observations throws.
        var failure: StorageError?
        /// Slices after which reads fail.
        var slicesBeforeFailure = Int.max
        /// Items of one slice.
        var sliceItems = 1_000
    }

    let content: Mutex<Content>
    let identity = NodeIdentity(node: 1, mark: 0x12_3456_789A)

    init(_ content: Content = Content()) {
        self.content = Mutex(content)
    }

    func change(_ body: (inout Content) -> Void) {
        content.withLock { body(&$0) }
    }

    private func slice<Item>(
        _ page: Page, _ items: (Content) -> [Item]
    ) throws(StorageError) -> Slice<Item> {
        let (found, failure, size) = content.withLock { content -> ([Item], StorageError?, Int) in
            content.slicesBeforeFailure -= 1
            let isFailing = content.failure != nil || content.slicesBeforeFailure < 0
            let failure = content.failure ?? StorageError(.unavailable, "no more slices")
            return (items(content), isFailing ? failure : nil, content.sliceItems)
        }
        if let failure { throw failure }
        var start = 0
        if let cursor = page.after {
            guard let position = Int(cursor.text), position <= found.count else { throw StorageError(.invalid, "not a cursor") }
            start = position
        }
        let end = min(found.count, start + min(page.limit, size))
        return Slice(Array(found[start..<end]), next: end < found.count ? Cursor(String(end)) : nil)
    }

    private func read<Value>(_ body: (Content) -> Value) throws(StorageError) -> Value {
        let (value, failure) = content.withLock { (body($0), $0.failure) }
        if let failure { throw failure }
        return value
    }

    /// Changes accounts; they move the generation.
    func write(_ body: (inout Content) -> StorageError.Code?) throws(StorageError) {
        let code = content.withLock { content -> StorageError.Code? in
            let code = body(&content)
            if code == nil { content.generation += 1 }
            return code
        }
        if let code { throw StorageError(code, "refused") }
    }
}

extension FakeStore {
    func lastKey() async throws(StorageError) -> RecordKey? { nil }
    func lastBatchSequence() async throws(StorageError) -> Int64 { 0 }
    func append(_ batch: IngestBatch) async throws(StorageError) -> IngestResult { IngestResult(stored: 0, skipped: 0) }
    func replaceDerived(_ messages: [NormalizedMessage]) async throws(StorageError) {}

    func messages(_ filter: MessageFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredMessage> {
        try slice(page) { content in
            let found = content.messages.filter { message in
                (filter.id == nil || filter.id == message.id) && (filter.channel == nil || filter.channel == message.message.channel)
                    && (filter.from.map { message.message.received >= $0 } ?? true)
                    && (filter.to.map { message.message.received < $0 } ?? true)
            }
            return order == .newestFirst ? found.reversed() : found
        }
    }

    func sessions(_ filter: SessionFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredSession> {
        try slice(page) { content in
            let found = content.sessions.filter { stored in
                let session = stored.session
                return (filter.id == nil || filter.id == stored.id)
                    && (filter.protocol == nil || filter.protocol == session.protocol)
                    && (filter.honeypot == nil || filter.honeypot?.lowercased() == session.honeypot.lowercased())
                    && (filter.sourceIP == nil || filter.sourceIP == session.sourceIP)
                    && (filter.sourcePort == nil || filter.sourcePort == session.sourcePort.map(Int64.init))
                    && (filter.destinationIP == nil || filter.destinationIP == session.destinationIP)
                    && (filter.destinationPort == nil || filter.destinationPort == session.destinationPort.map(Int64.init))
                    && (filter.from.map { session.timestamp >= $0 } ?? true) && (filter.to.map { session.timestamp < $0 } ?? true)
            }
            return order == .newestFirst ? found.reversed() : found
        }
    }

    func activities(of session: RecordKey) async throws(StorageError) -> [SessionActivity] {
        try read { $0.sessions.first { $0.key == session }?.session.activities ?? [] }
    }

    func urls(_ filter: URLFilter, page: Page) async throws(StorageError) -> Slice<StoredURL> {
        try slice(page) { content in
            content.urls.filter { url in
                let hashes = url.extractions.flatMap { [$0.hashes.md5, $0.hashes.sha1, $0.hashes.sha512] }
                return (filter.pattern.map { (try? $0.matches(url.url)) == true } ?? true)
                    && (filter.hash.map { hashes.contains($0) } ?? true)
            }
        }
    }

    func files(hash: String, includingContent: Bool, page: Page) async throws(StorageError) -> Slice<StoredFile> {
        try slice(page) { content in
            content.files.filter { [$0.hashes.md5, $0.hashes.sha1, $0.hashes.sha512].contains(hash) }.map { file in
                var file = file
                if !includingContent { file.content = nil }
                return file
            }
        }
    }

    func dorks(_ filter: DorkFilter, page: Page) async throws(StorageError) -> Slice<StoredDork> {
        try slice(page) { content in
            let found = content.dorks.filter { dork in
                (filter.type == nil || filter.type == dork.type)
                    && (filter.pattern.map { (try? $0.matches(dork.content)) == true } ?? true)
            }
            let ascending = found.sorted { left, right in
                switch filter.sortBy {
                case .count: left.count < right.count
                case .content: left.content < right.content
                case .type: left.type < right.type
                case .firsttime: left.first < right.first
                case .lasttime: left.last < right.last
                }
            }
            return filter.ascending ? ascending : ascending.reversed()
        }
    }

    func metadata(ip: String) async throws(StorageError) -> [AttackerMetadata] { [] }

    func dailyStatistics(channel: String?, day: Int?) async throws(StorageError) -> [DailyStatistics] {
        try read { $0.statistics.filter { (channel == nil || channel == $0.channel) && (day == nil || day == $0.day) } }
    }

    func totals() async throws(StorageError) -> [ValueCount] { try read { $0.totals } }
    func eventCount(identifier: String, day: Int) async throws(StorageError) -> Int? { nil }

    func sessionProtocols() async throws(StorageError) -> [ValueCount] {
        try read { content in
            Dictionary(grouping: content.sessions, by: \.session.protocol).map { ValueCount(value: $0.key, count: $0.value.count) }
                .sorted { $0.count > $1.count }
        }
    }

    func fileTypes() async throws(StorageError) -> [ValueCount] {
        try read { content in
            Dictionary(grouping: content.files, by: \.contentGuess).map { ValueCount(value: $0.key, count: $0.value.count) }
                .sorted { $0.count > $1.count }
        }
    }

    func sensorActivity() async throws(StorageError) -> [SensorActivity] { [] }

    func status() async throws(StorageError) -> StoreStatus {
        StoreStatus(engine: "memory", messages: 0, sessions: 0, urls: 0, files: 0, dorks: 0, errors: [:], size: 0)
    }

    func ping() async throws(StorageError) { try read { _ in } }
    func backup(to path: String, progress: @Sendable (Double) -> Void) async throws(StorageError) {}
    func check() async throws(StorageError) -> [String] { [] }
    func close() async throws(StorageError) {}
}

extension FakeStore {
    func generation() async throws(StorageError) -> Int64 { content.withLock { $0.generation } }
    func users() async throws(StorageError) -> [User] { content.withLock { Array($0.users.values) } }
    func user(named name: String) async throws(StorageError) -> User? { content.withLock { $0.users[name] } }

    func addUser(_ user: User) async throws(StorageError) {
        try write { content in
            guard content.users[user.name] == nil else { return .conflict }
            content.users[user.name] = user
            return nil
        }
    }

    func changeUser(named name: String, _ change: @escaping @Sendable (inout User) -> Void) async throws(StorageError) {
        try write { content in
            guard var user = content.users[name] else { return .notFound }
            let hadAdministrator = content.hasAdministrator()
            change(&user)
            let before = content.users.updateValue(user, forKey: name)
            guard hadAdministrator, !content.hasAdministrator() else { return nil }
            content.users[name] = before
            return .refused
        }
    }

    func deleteUser(named name: String) async throws(StorageError) {
        try write { content in
            guard content.users[name] != nil else { return .notFound }
            guard content.hasAdministrator(besides: name) || !content.hasAdministrator() else { return .refused }
            content.users[name] = nil
            content.loginStates[name] = nil
            content.resetTokens[name] = nil
            content.keys.removeAll { $0.user == name }
            content.loginSessions = content.loginSessions.filter { $0.value.user != name }
            return nil
        }
    }

    func roles() async throws(StorageError) -> [Role] { content.withLock { Array($0.roles.values) } }

    func addRole(_ role: Role) async throws(StorageError) {
        try write { content in
            guard content.roles[role.name] == nil else { return .conflict }
            content.roles[role.name] = role
            return nil
        }
    }

    func changeRole(named name: String, _ change: @escaping @Sendable (inout Role) -> Void) async throws(StorageError) {
        try write { content in
            guard var role = content.roles[name] else { return .notFound }
            change(&role)
            content.roles[name] = role
            return nil
        }
    }

    func deleteRole(named name: String) async throws(StorageError) {
        try write { $0.roles.removeValue(forKey: name) == nil ? .notFound : nil }
    }

    func keys(of user: String) async throws(StorageError) -> [APIKey] { content.withLock { $0.keys.filter { $0.user == user } } }
    func key(hash: [UInt8]) async throws(StorageError) -> APIKey? { content.withLock { $0.keys.first { $0.hash == hash } } }

    func addKey(_ key: APIKey) async throws(StorageError) {
        try write { content in
            guard !content.keys.contains(where: { $0.user == key.user && $0.name == key.name }) else { return .conflict }
            var key = key
            key.isDefault = !content.keys.contains { $0.user == key.user }
            content.keys.append(key)
            return nil
        }
    }

    func deleteKey(user: String, name: String) async throws(StorageError) {
        try write { content in
            let count = content.keys.count
            content.keys.removeAll { $0.user == user && $0.name == name }
            return content.keys.count == count ? .notFound : nil
        }
    }

    func setDefaultKey(user: String, name: String) async throws(StorageError) {
        try write { content in
            guard content.keys.contains(where: { $0.user == user && $0.name == name }) else { return .notFound }
            for index in content.keys.indices where content.keys[index].user == user {
                content.keys[index].isDefault = content.keys[index].name == name
            }
            return nil
        }
    }

    func addLoginSession(_ session: LoginSession) async throws(StorageError) { change { $0.loginSessions[session.hash] = session } }
    func loginSession(hash: [UInt8]) async throws(StorageError) -> LoginSession? { content.withLock { $0.loginSessions[hash] } }
    func touchLoginSession(hash: [UInt8], at time: Timestamp) async throws(StorageError) {
        change { $0.loginSessions[hash]?.lastSeen = time }
    }
    func deleteLoginSession(hash: [UInt8]) async throws(StorageError) { change { $0.loginSessions[hash] = nil } }
    func deleteLoginSessions(of user: String) async throws(StorageError) {
        change { $0.loginSessions = $0.loginSessions.filter { $0.value.user != user } }
    }
    func deleteLoginSessions(lastSeenBefore time: Timestamp) async throws(StorageError) {
        change { $0.loginSessions = $0.loginSessions.filter { $0.value.lastSeen >= time } }
    }

    func sensors() async throws(StorageError) -> [Sensor] { content.withLock { Array($0.sensors.values) } }
    func sensor(ident: String) async throws(StorageError) -> Sensor? { content.withLock { $0.sensors[ident] } }
    func putSensors(_ sensors: [Sensor]) async throws(StorageError) {
        try write { content in
            for sensor in sensors { content.sensors[sensor.ident] = sensor }
            return nil
        }
    }
    func deleteSensor(ident: String) async throws(StorageError) {
        try write { $0.sensors.removeValue(forKey: ident) == nil ? .notFound : nil }
    }

    func upstreams() async throws(StorageError) -> [Upstream] { content.withLock { Array($0.upstreams.values) } }
    func putUpstream(_ upstream: Upstream) async throws(StorageError) {
        try write { content in
            content.upstreams[upstream.name] = upstream
            return nil
        }
    }
    func deleteUpstream(name: String) async throws(StorageError) {
        try write { $0.upstreams.removeValue(forKey: name) == nil ? .notFound : nil }
    }

    func settings() async throws(StorageError) -> [String: String] { content.withLock { $0.settings } }
    func setSetting(_ key: String, to value: String?) async throws(StorageError) {
        try write { content in
            content.settings[key] = value
            return nil
        }
    }
}
