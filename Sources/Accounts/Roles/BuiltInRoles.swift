public import Model

/// The roles that exist from the start (honeypot-api.md 3.1; design 5): the Mnemosyne levels and the CRITs roles.
public enum BuiltInRoles {
    /// Mnemosyne's administrator, level 100.
    public static let administrator = "admin"
    /// CRITs' administrator; implies `admin` and is implied by it.
    public static let uberAdmin = "UberAdmin"
    /// Level of everything, account administration included.
    public static let administratorLevel = 100
    /// The general permissions that open the CRITs interfaces.
    static let interfaces: Set<String> = ["api_interface", "script_interface", "web_interface"]

    /// All of them. `UberAdmin` has every permission without listing any.
    public static let all: [Role] = [
        Role(name: administrator, level: administratorLevel, isBuiltIn: true),
        Role(name: "access_all", level: 70, isBuiltIn: true),
        Role(name: "access_normalized", level: 60, isBuiltIn: true),
        Role(name: "public", level: 10, isBuiltIn: true),
        Role(name: uberAdmin, level: nil, isBuiltIn: true),
        Role(name: "Analyst", level: nil, permissions: interfaces, isBuiltIn: true),
        Role(name: "Read Only", level: nil, permissions: interfaces, isBuiltIn: true),
    ]
}

/// What a set of roles gives together (ruling 34).
public struct Access: Sendable, Equatable {
    /// The highest Mnemosyne level of the roles; nil when none carries one.
    public let level: Int?
    /// Whether one of the roles is `admin` or `UberAdmin`: each implies the other.
    public let isAdministrator: Bool
    /// CRITs permissions of all roles together.
    public let permissions: Set<String>

    /// The union of roles, by name; names that nobody defined give nothing.
    public init(roles names: [String], known: [String: Role]) {
        let roles = names.compactMap { known[$0] }
        isAdministrator = roles.contains { $0.name == BuiltInRoles.administrator || $0.name == BuiltInRoles.uberAdmin }
        let highest = roles.compactMap(\.level).max()
        level = isAdministrator ? BuiltInRoles.administratorLevel : highest
        permissions = roles.reduce(into: []) { $0.formUnion($1.permissions) }
    }

    /// Whether a CRITs permission is granted.
    public func allows(_ permission: String) -> Bool {
        isAdministrator || permissions.contains(permission)
    }

    /// Whether the level is at least the one that is needed.
    public func reaches(_ needed: Int) -> Bool {
        (level ?? -1) >= needed
    }
}
