/// What a set of roles gives together (crits-api.md 3.2, ruling 34): a permission when any grants it, each flag of a source
/// when any sets it, the highest level.
public struct RoleUnion: Sendable, Equatable {
    /// The highest Mnemosyne level; nil when no role carries one.
    public let level: Int?
    /// Whether one of the roles is `admin` or `UberAdmin`: every permission, and everything on every source.
    public let isEverything: Bool
    /// Names of the granted permissions.
    public let permissions: Set<String>
    /// By source; only sources that exist.
    public let grants: [String: SourceGrant]

    /// The union of some roles, where these sources exist.
    public init(_ roles: some Sequence<Role>, sources: Set<String>) {
        var highest: Int?
        var isEverything = false
        var permissions: Set<String> = []
        var grants: [String: SourceGrant] = [:]
        for role in roles {
            if let level = role.level { highest = max(highest ?? level, level) }
            if BuiltInRoles.grantsEverything(role.name) { isEverything = true }
            permissions.formUnion(role.permissions)
            for grant in role.sources where sources.contains(grant.name) {
                grants[grant.name, default: SourceGrant(name: grant.name)].formUnion(grant)
            }
        }
        self.isEverything = isEverything
        if isEverything {
            level = BuiltInRoles.administratorLevel
            self.permissions = Permission.names
            self.grants = Dictionary(sources.map { ($0, SourceGrant.everything(on: $0)) }) { first, _ in first }
        } else {
            level = highest
            self.permissions = permissions
            self.grants = grants
        }
    }
}
