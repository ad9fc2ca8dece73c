import Documents
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
    /// In order of name.
    public let sources: [Source]
    /// Editable lists, each in order of name.
    public let items: [ItemKind: [Item]]
    private let access: [String: Access]

    init(
        generation: Int64, users: [User], roles: [Role], sources: [Source], items: [Item], sensors: [Sensor], upstreams: [Upstream],
        settings stored: [String: String]
    ) {
        self.generation = generation
        self.users = Dictionary(users.map { ($0.name, $0) }) { first, _ in first }
        let roles = Dictionary(roles.map { ($0.name, $0) }) { first, _ in first }
        self.roles = roles
        self.sensors = Dictionary(sensors.map { ($0.ident, $0) }) { first, _ in first }
        self.upstreams = upstreams.sorted { $0.name < $1.name }
        let settings = Settings(stored)
        self.settings = settings
        self.sources = sources.sorted { $0.name < $1.name }
        self.items = Dictionary(grouping: items.sorted { $0.name < $1.name }, by: \.kind)
        access = DirectorySnapshot.access(of: users, roles: roles, sources: Set(sources.map(\.name)), company: settings.site.companyName)
    }

    /// What a user may do; nothing for a name that is not there.
    public func access(of user: String) -> Access {
        access[user] ?? Access(username: user, roles: [])
    }

    /// What each user may do. Users with the same roles share what these give.
    private static func access(of users: [User], roles known: [String: Role], sources: Set<String>, company: String) -> [String: Access] {
        var unions: [Set<String>: RoleUnion] = [:]
        var result: [String: Access] = [:]
        for user in users {
            let names = Set(user.roles)
            let union = unions[names] ?? RoleUnion(names.compactMap { known[$0] }, sources: sources)
            unions[names] = union
            result[user.name] = Access(
                username: user.name, organization: user.organization.isEmpty ? company : user.organization, roles: union)
        }
        return result
    }

    /// Names of the active users who may do everything.
    public var administrators: [String] {
        users.values.filter { $0.isActive && access(of: $0.name).isEverything }.map(\.name)
    }

    /// Whether an editable list has an entry of that name that is switched on.
    public func offers(_ name: String, in kind: ItemKind) -> Bool {
        items[kind]?.contains { $0.name == name && $0.isActive } == true
    }
}
