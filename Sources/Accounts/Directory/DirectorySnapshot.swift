public import Documents
public import Model

/// Accounts, sensors and settings at one moment.
public struct DirectorySnapshot: Sendable {
    /// The store's generation when it was read.
    public let generation: Int64
    /// By name.
    public let users: [String: User]
    /// By name.
    public let roles: [String: Role]
    /// By ident.
    public let sensors: [String: Sensor]
    /// In order of name.
    public let upstreams: [Upstream]
    /// Settings, defaults included.
    public let settings: Settings
    /// Until when password log-ins of a user are blocked; ``Lockout/forever`` until an administrator acts.
    let lockouts: [String: Timestamp]
    private let access: [String: Access]

    init(
        generation: Int64, users: [User], roles: [Role], sensors: [Sensor], upstreams: [Upstream], settings stored: [String: String]
    ) {
        self.generation = generation
        self.users = Dictionary(users.map { ($0.name, $0) }) { first, _ in first }
        let roles = Dictionary(roles.map { ($0.name, $0) }) { first, _ in first }
        self.roles = roles
        self.sensors = Dictionary(sensors.map { ($0.ident, $0) }) { first, _ in first }
        self.upstreams = upstreams.sorted { $0.name < $1.name }
        settings = Settings(stored)
        lockouts = Lockout.all(in: stored)
        access = DirectorySnapshot.access(of: users, roles: roles, sources: [])
    }

    /// What a user may do; nothing for a name that is not there.
    public func access(of user: String) -> Access {
        access[user] ?? Access(username: user, roles: [])
    }

    /// What each user may do. Users with the same roles share what these give.
    private static func access(of users: [User], roles known: [String: Role], sources: Set<String>) -> [String: Access] {
        var unions: [Set<String>: RoleUnion] = [:]
        var result: [String: Access] = [:]
        for user in users {
            let names = Set(user.roles)
            let union = unions[names] ?? RoleUnion(names.compactMap { known[$0] }, sources: sources)
            unions[names] = union
            result[user.name] = Access(username: user.name, organization: user.organization, roles: union)
        }
        return result
    }

    /// Whether password log-ins of a user are blocked at a time.
    public func isLockedOut(_ user: String, at time: Timestamp) -> Bool {
        lockouts[user].map { $0 > time } ?? false
    }

    /// Names of the active users of level 100.
    public var administrators: [String] {
        users.values.filter { $0.isActive && access(of: $0.name).reaches(BuiltInRoles.administratorLevel) }.map(\.name)
    }

    /// Whether no other active user could undo what is done to this one.
    public func isLastAdministrator(_ user: String) -> Bool {
        administrators == [user]
    }
}
