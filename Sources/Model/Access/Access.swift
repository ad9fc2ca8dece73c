/// Who a caller is and what they may do at one moment: a user, and the union of their roles.
public struct Access: Sendable, Equatable {
    /// Name of the user; becomes `analyst` of what they add.
    public let username: String
    /// Source name of their comments (crits-api.md 2.7).
    public let organization: String
    /// What their roles give together.
    public let roles: RoleUnion

    /// A user with what their roles give.
    public init(username: String, organization: String = "", roles: RoleUnion) {
        self.username = username
        self.organization = organization
        self.roles = roles
    }

    /// A user with some roles, where these sources exist.
    public init(username: String, organization: String = "", roles: [Role], sources: Set<String> = []) {
        self.init(username: username, organization: organization, roles: RoleUnion(roles, sources: sources))
    }

    /// Whether every permission and everything on every source is granted, sources that are yet to be made included.
    public var isEverything: Bool { roles.isEverything }

    /// The Mnemosyne level; nil when no role carries one.
    public var level: Int? { roles.level }

    /// Names of the granted permissions.
    public var permissions: Set<String> { roles.permissions }

    /// Whether a permission such as `Indicator.read` or `api_interface` is granted.
    public func isAllowed(_ permission: String) -> Bool {
        roles.permissions.contains(permission)
    }

    /// Whether the Mnemosyne level is at least the one that is needed.
    public func reaches(_ needed: Int) -> Bool {
        (level ?? -1) >= needed
    }

    /// Names of the sources with `read`.
    public var readableSources: Set<String> {
        Set(roles.grants.values.lazy.filter(\.read).map(\.name))
    }

    /// Names of the sources with `write`.
    public var writableSources: Set<String> {
        Set(roles.grants.values.lazy.filter(\.write).map(\.name))
    }

    /// Whether objects may be added in the name of a source; never for one that nobody defined.
    public func canWrite(source: String) -> Bool {
        roles.grants[source]?.write == true
    }

    /// The levels whose flag is granted on a source; white needs none and is not among them. None without `read`
    /// (crits-api.md 3.5).
    public func tlpFlags(_ source: String) -> Set<TLP> {
        guard let grant = roles.grants[source], grant.read else { return [] }
        return grant.levels
    }

    /// This caller's view of the objects.
    public var reader: ObjectReader {
        if isEverything { return .everything }
        return ObjectReader(sources: roles.grants.filter(\.value.read).mapValues(\.levels))
    }
}
