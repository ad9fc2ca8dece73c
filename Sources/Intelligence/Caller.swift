public import Model

/// On whose behalf a command of ``Intelligence`` runs, with all that their roles grant at that moment.
public struct Caller: Sendable {
    /// Name of the user; becomes `analyst` of what they add.
    public var username: String
    /// Source name of their comments (crits-api.md 2.7).
    public var organization: String
    /// What they see.
    public var reader: ObjectReader
    /// Permission names such as `Indicator.write` or `add_new_source`, the union over their roles.
    public var permissions: Set<String>
    /// Names of the defined sources that they may write to.
    public var writableSources: Set<String>

    /// A caller.
    public init(
        username: String, organization: String, reader: ObjectReader, permissions: Set<String>, writableSources: Set<String>
    ) {
        self.username = username
        self.organization = organization
        self.reader = reader
        self.permissions = permissions
        self.writableSources = writableSources
    }

    /// Whether a permission is granted.
    public func may(_ permission: String) -> Bool { permissions.contains(permission) }
}
