/// What a document must be like, in the semantics of crits-api.md 4.8, for the reader's redacted view of it.
public indirect enum Filter: Sendable {
    /// Every document.
    case all
    /// No document.
    case nothing
    case and([Filter])
    case or([Filter])
    case criterion(Criterion)

    /// The paths of all its criteria.
    public var paths: [[String]] {
        switch self {
        case .all, .nothing: []
        case .and(let filters), .or(let filters): filters.flatMap(\.paths)
        case .criterion(let criterion): [criterion.path]
        }
    }
}

/// One test of the values that a path reaches.
public struct Criterion: Sendable {
    /// What is asked of the candidates of a path (crits-api.md 4.3, 4.8).
    public enum Test: Sendable {
        case equals(DocumentValue)
        case notEquals(DocumentValue)
        case isIn([DocumentValue])
        case isNotIn([DocumentValue])
        case compares(Comparison, DocumentValue)
        case exists(Bool)
        /// Strings only; unanchored and ignoring case.
        case matches(Pattern)
    }

    /// An order test between values of one kind.
    public enum Comparison: String, Sendable {
        case greater = "gt"
        case greaterOrEqual = "gte"
        case less = "lt"
        case lessOrEqual = "lte"
    }

    /// Database names, from the top of the document; never empty.
    public var path: [String]
    /// Whether `unsupported_attrs.<path>` counts too (the top-level name is no attribute of the type).
    public var reachesUnsupported: Bool
    /// The test.
    public var test: Test

    /// A criterion.
    public init(path: [String], reachesUnsupported: Bool = false, test: Test) {
        self.path = path
        self.reachesUnsupported = reachesUnsupported
        self.test = test
    }
}

/// A field to order by (crits-api.md 4.7).
public struct SortKey: Sendable, Hashable {
    /// Database names, from the top of the document.
    public var path: [String]
    /// Whether the largest comes first.
    public var isDescending: Bool

    /// A sort key.
    public init(path: [String], isDescending: Bool = false) {
        self.path = path
        self.isDescending = isDescending
    }
}
