public import Documents
public import Model

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
    /// Changes all but the name, in one transaction; throws `notFound`, or `refused` when no administrator would be left who
    /// can log in (active, not locked out, role `admin` or `UberAdmin`).
    func changeUser(named name: String, _ change: @escaping @Sendable (inout User) -> Void) async throws(StorageError)
    /// Deletes the user with their keys, login sessions, state and reset tokens; throws as ``changeUser(named:_:)``.
    func deleteUser(named name: String) async throws(StorageError)

    func roles() async throws(StorageError) -> [Role]
    /// Throws `conflict` when the name is taken.
    func addRole(_ role: Role) async throws(StorageError)
    /// Changes all but the name, in one transaction; throws `notFound`.
    func changeRole(named name: String, _ change: @escaping @Sendable (inout Role) -> Void) async throws(StorageError)
    /// Throws `notFound`, or `conflict` while a user holds it.
    func deleteRole(named name: String) async throws(StorageError)

    /// In order of name.
    func sources() async throws(StorageError) -> [Source]
    /// Throws `conflict` when the name is taken.
    func addSource(_ source: Source) async throws(StorageError)
    /// Throws `notFound`.
    func setSource(named name: String, isActive: Bool) async throws(StorageError)

    /// In order of kind and name.
    func items() async throws(StorageError) -> [Item]
    /// Throws `conflict` when the list has the name.
    func addItem(_ item: Item) async throws(StorageError)
    /// Replaces all but kind and name; throws `notFound`.
    func updateItem(_ item: Item) async throws(StorageError)

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

    /// What the log-ins of a user left behind; that of a user who never tried when there is none. None of what follows moves
    /// the generation.
    func loginState(of user: String) async throws(StorageError) -> LoginState
    /// Those of all users who ever tried.
    func loginStates() async throws(StorageError) -> [LoginState]
    /// Counts a wrong password; past `limit` the user is locked until that time and the count starts anew, unless no other
    /// administrator could log in then. Gives whether it locked. Throws `notFound`.
    func recordFailure(
        of user: String, limit: Int, lockingUntil end: Timestamp, at now: Timestamp
    ) async throws(StorageError) -> Bool
    /// Notes a good log-in: the count starts anew, reset tokens are void.
    func recordLogin(of user: String, at time: Timestamp) async throws(StorageError)
    /// Ends a lockout and starts the count anew.
    func unlock(user: String) async throws(StorageError)
    /// Takes the code of a time step; false when that step or a newer one was taken before.
    func takeTOTP(step: Int64, of user: String) async throws(StorageError) -> Bool

    /// Keeps the SHA-256 of a reset token, the only one of its user.
    func putResetToken(hash: [UInt8], user: String, expires: Timestamp) async throws(StorageError)
    /// The user of a token that has not expired; it is void from then on. Nil for any other.
    func takeResetToken(hash: [UInt8], at now: Timestamp) async throws(StorageError) -> String?

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

    /// Adds a link to the chain of this node.
    func appendAudit(_ entry: AuditEntry) async throws(StorageError)
    /// Newest first.
    func auditEntries(limit: Int) async throws(StorageError) -> [AuditEntry]
    /// The numbers of all chains with the number and hash of the newest link of each.
    func auditHeads() async throws(StorageError) -> [AuditHead]
    /// Links of a chain after a number, in order.
    func auditLinks(chain: Int, after sequence: Int64, limit: Int) async throws(StorageError) -> [AuditLink]
}
