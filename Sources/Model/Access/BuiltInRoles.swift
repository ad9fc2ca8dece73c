/// The roles that exist from the start (honeypot-api.md 3.1; crits-api.md 3.2): the Mnemosyne levels and the CRITs roles.
public enum BuiltInRoles {
    /// Mnemosyne's administrator, level 100.
    public static let administrator = "admin"
    /// CRITs' administrator; implies `admin` and is implied by it.
    public static let uberAdmin = "UberAdmin"
    /// Changes everything, deletes nothing.
    public static let analyst = "Analyst"
    /// Reads.
    public static let readOnly = "Read Only"
    /// Level of everything, account administration included.
    public static let administratorLevel = 100

    /// All of them. `admin` and `UberAdmin` have every permission and source without listing any; the other CRITs roles get
    /// their sources from an administrator.
    public static let all: [Role] = [
        Role(name: administrator, level: administratorLevel, description: "Everything, in both systems", isBuiltIn: true),
        Role(name: "access_all", level: 70, description: "Observations, the honeypots' own addresses included", isBuiltIn: true),
        Role(name: "access_normalized", level: 60, description: "Observations without the honeypots' own addresses", isBuiltIn: true),
        Role(name: "public", level: 10, description: "Dorks and statistics", isBuiltIn: true),
        Role(name: uberAdmin, level: nil, description: "Everything, in both systems", isBuiltIn: true),
        Role(
            name: analyst, level: nil, permissions: permissions { !$0.contains("delete") },
            description: "Reads, adds and changes objects; deletes none", isBuiltIn: true),
        Role(
            name: readOnly, level: nil, permissions: permissions { $0.contains("read") }, description: "Reads objects",
            isBuiltIn: true),
    ]

    /// Whether the holders of a role may do everything.
    public static func grantsEverything(_ name: String) -> Bool {
        name == administrator || name == uberAdmin
    }

    /// The interfaces, and of each type the permissions whose name, without the type, is as wanted.
    private static func permissions(where isWanted: (String) -> Bool) -> Set<String> {
        var result = Set(Permission.interfaces)
        for block in Permission.blocks {
            for name in block.names where isWanted(name) { result.insert("\(block.type).\(name)") }
        }
        return result
    }
}
