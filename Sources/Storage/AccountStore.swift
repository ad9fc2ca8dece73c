public import Documents
public import Model

/// One entry of the audit log (design decision 21; ASVS V7).
public struct AuditEntry: Sendable, Equatable {
    /// When it was done.
    public var time: Timestamp
    /// User, or `command line`.
    public var actor: String
    /// Such as `user.add`.
    public var action: String
    /// What it was done to.
    public var subject: String

    /// An entry.
    public init(time: Timestamp, actor: String, action: String, subject: String) {
        self.time = time
        self.actor = actor
        self.action = action
        self.subject = subject
    }
}

/// What every engine promises for accounts and settings.
///
/// Each change is durable when the call returns and moves ``generation()``, by which every process on the store sees
/// within a second that it has to read anew.
public protocol AccountStore: Sendable {
    /// A number that changes with every change to users, roles, keys, sensors, upstreams or settings.
    func generation() async throws(StorageError) -> Int64

    func users() async throws(StorageError) -> [User]
    func user(named name: String) async throws(StorageError) -> User?
    /// Throws `conflict` when the name is taken.
    func addUser(_ user: User) async throws(StorageError)
    /// Replaces all but the name; throws `notFound`.
    func updateUser(_ user: User) async throws(StorageError)
    /// Deletes the user with their keys and login sessions; throws `notFound`.
    func deleteUser(named name: String) async throws(StorageError)

    func roles() async throws(StorageError) -> [Role]
    /// Throws `conflict` when the name is taken.
    func addRole(_ role: Role) async throws(StorageError)
    /// Replaces all but the name; throws `notFound`.
    func updateRole(_ role: Role) async throws(StorageError)
    /// Throws `notFound`, or `conflict` while a user holds it.
    func deleteRole(named name: String) async throws(StorageError)

    func keys(of user: String) async throws(StorageError) -> [APIKey]
    func key(hash: [UInt8]) async throws(StorageError) -> APIKey?
    /// Throws `conflict` when the user has a key of that name. The first key of a user becomes the default one.
    func addKey(_ key: APIKey) async throws(StorageError)
    /// Throws `notFound`.
    func deleteKey(user: String, name: String) async throws(StorageError)
    /// Makes one key of a user the default; throws `notFound`.
    func setDefaultKey(user: String, name: String) async throws(StorageError)

    func addLoginSession(_ session: LoginSession) async throws(StorageError)
    func loginSession(hash: [UInt8]) async throws(StorageError) -> LoginSession?
    func touchLoginSession(hash: [UInt8], at time: Timestamp) async throws(StorageError)
    func deleteLoginSession(hash: [UInt8]) async throws(StorageError)
    /// Ends all sessions of a user.
    func deleteLoginSessions(of user: String) async throws(StorageError)
    /// Forgets sessions last seen before that time.
    func deleteLoginSessions(lastSeenBefore time: Timestamp) async throws(StorageError)

    func sensors() async throws(StorageError) -> [Sensor]
    func sensor(ident: String) async throws(StorageError) -> Sensor?
    /// Adds or replaces sensors, all or none.
    func putSensors(_ sensors: [Sensor]) async throws(StorageError)
    /// Throws `notFound`.
    func deleteSensor(ident: String) async throws(StorageError)

    func upstreams() async throws(StorageError) -> [Upstream]
    /// Adds or replaces.
    func putUpstream(_ upstream: Upstream) async throws(StorageError)
    /// Throws `notFound`.
    func deleteUpstream(name: String) async throws(StorageError)

    /// All settings that were ever set, as text.
    func settings() async throws(StorageError) -> [String: String]
    /// Sets one, or goes back to its default with nil.
    func setSetting(_ key: String, to value: String?) async throws(StorageError)

    func appendAudit(_ entry: AuditEntry) async throws(StorageError)
    /// Newest first.
    func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry]
}
