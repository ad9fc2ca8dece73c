public import Documents

/// A provider of objects, by whose name access is granted (crits-api.md 3.1).
public struct Source: Sendable, Equatable {
    /// Name of the source that observations of honeypots become objects of (ruling 40).
    public static let honeypots = "honeypots"

    /// The name; unique among its kind.
    public var name: String
    /// Whether forms offer it; objects that name it stay either way.
    public var isActive: Bool
    /// When it was made.
    public var created: Timestamp

    /// A source.
    public init(name: String, isActive: Bool = true, created: Timestamp) {
        self.name = name
        self.isActive = isActive
        self.created = created
    }
}

/// What a role may do with the objects of one source (crits-api.md 3.1). The three TLP flags are independent; white needs none.
public struct SourceGrant: Sendable, Hashable {
    /// Name of the source.
    public var name: String
    /// Whether the source counts as readable.
    public var read: Bool
    /// Whether objects may be added in its name.
    public var write: Bool
    /// Whether its red parts, and those without a level, are shown.
    public var tlpRed: Bool
    /// Whether its amber parts are shown.
    public var tlpAmber: Bool
    /// Whether its green parts are shown.
    public var tlpGreen: Bool

    /// A grant; of nothing unless told.
    public init(
        name: String, read: Bool = false, write: Bool = false, tlpRed: Bool = false, tlpAmber: Bool = false, tlpGreen: Bool = false
    ) {
        self.name = name
        self.read = read
        self.write = write
        self.tlpRed = tlpRed
        self.tlpAmber = tlpAmber
        self.tlpGreen = tlpGreen
    }

    /// Everything on a source.
    public static func everything(on name: String) -> SourceGrant {
        SourceGrant(name: name, read: true, write: true, tlpRed: true, tlpAmber: true, tlpGreen: true)
    }

    /// In words, such as `read, write, green`; `nothing` for a grant of nothing.
    public var summary: String {
        let words = [("read", read), ("write", write), ("green", tlpGreen), ("amber", tlpAmber), ("red", tlpRed)]
        let granted = words.filter(\.1).map(\.0)
        return granted.isEmpty ? "nothing" : granted.joined(separator: ", ")
    }

    /// Adds what another grant on the same source gives.
    public mutating func formUnion(_ other: SourceGrant) {
        read = read || other.read
        write = write || other.write
        tlpRed = tlpRed || other.tlpRed
        tlpAmber = tlpAmber || other.tlpAmber
        tlpGreen = tlpGreen || other.tlpGreen
    }

    /// The levels whose flag is set.
    public var levels: Set<TLP> {
        var levels: Set<TLP> = []
        if tlpRed { levels.insert(.red) }
        if tlpAmber { levels.insert(.amber) }
        if tlpGreen { levels.insert(.green) }
        return levels
    }
}
