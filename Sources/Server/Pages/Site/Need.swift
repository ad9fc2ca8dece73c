import Model

/// What a caller must hold to see a page or send a form (crits-api.md 3.3). Level 100 and `UberAdmin` hold everything.
enum Need: Sendable {
    /// To be logged in.
    case logIn
    /// One of these permissions.
    case any([String])
    /// All of these permissions.
    case all([String])

    static func permission(_ name: String) -> Need { .all([name]) }

    func isMet(by access: Access) -> Bool {
        if access.reaches(BuiltInRoles.administratorLevel) { return true }
        switch self {
        case .logIn: return true
        case .any(let names): return names.contains(where: access.isAllowed)
        case .all(let names): return names.allSatisfy(access.isAllowed)
        }
    }

    /// In words, for those who lack it.
    var description: String {
        switch self {
        case .logIn: "to be logged in"
        case .any(let names): "the permission \(names.joined(separator: " or "))"
        case .all(let names): "the permission \(names.joined(separator: " and "))"
        }
    }
}
