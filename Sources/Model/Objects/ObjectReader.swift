/// How widely something may be shared (Traffic Light Protocol), least restrictive first.
public enum TLP: String, Sendable, Hashable, CaseIterable, Comparable {
    case white, green, amber, red

    /// The less restrictive is the smaller.
    public static func < (left: TLP, right: TLP) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .white: 0
        case .green: 1
        case .amber: 2
        case .red: 3
        }
    }
}

/// Whose view of the objects a query answers with (crits-api.md 3.5, 3.6).
public struct ObjectReader: Sendable, Hashable {
    /// True for holders of every source and level; nothing is hidden from them.
    public var seesEverything: Bool
    /// The readable sources, each with the levels whose flag is granted; white needs none and is never listed.
    public var sources: [String: Set<TLP>]

    /// A reader.
    public init(seesEverything: Bool = false, sources: [String: Set<TLP>] = [:]) {
        self.seesEverything = seesEverything
        self.sources = sources
    }

    /// One that the server itself uses.
    public static let everything = ObjectReader(seesEverything: true)

    /// Whether an object with these (source, level) pairs is visible: one source is readable, and one pair passes its level
    /// (crits-api.md 3.5; both may be met by different pairs).
    public func sees(_ pairs: some Sequence<(source: String, tlp: TLP)>) -> Bool {
        if seesEverything { return true }
        var hasSource = false
        var hasLevel = false
        for (source, tlp) in pairs {
            if let levels = sources[source] {
                hasSource = true
                if levels.contains(tlp) { hasLevel = true }
            }
            if tlp == .white { hasLevel = true }
        }
        return hasSource && hasLevel
    }
}
