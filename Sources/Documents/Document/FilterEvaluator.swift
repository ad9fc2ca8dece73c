/// Decides for which documents a filter holds: the reference for every engine (crits-api.md 4.8).
///
/// Made once for a query and used for many documents, by any number of tasks.
public struct FilterEvaluator: Sendable {
    private indirect enum Node: Sendable {
        case constant(Bool)
        case and([Node])
        case or([Node])
        case test(PreparedCriterion)
    }

    private let root: Node

    /// An evaluator of a filter.
    public init(_ filter: Filter) { root = FilterEvaluator.node(filter) }

    private static func node(_ filter: Filter) -> Node {
        switch filter {
        case .all: .constant(true)
        case .nothing: .constant(false)
        case .and(let parts): .and(parts.map(node))
        case .or(let parts): .or(parts.map(node))
        case .criterion(let criterion): .test(PreparedCriterion(criterion))
        }
    }

    /// Whether the filter holds. Throws when matching a pattern goes past its limits.
    public func matches(_ document: Document) throws(PatternError) -> Bool {
        try FilterEvaluator.holds(root, for: document)
    }

    private static func holds(_ node: Node, for document: Document) throws(PatternError) -> Bool {
        switch node {
        case .constant(let value): return value
        case .and(let parts):
            for part in parts where try !holds(part, for: document) { return false }
            return true
        case .or(let parts):
            for part in parts where try holds(part, for: document) { return true }
            return false
        case .test(let criterion): return try criterion.holds(for: document)
        }
    }
}

extension Filter {
    /// Whether the filter holds for one document; for many make one ``FilterEvaluator``.
    public func matches(_ document: Document) throws(PatternError) -> Bool {
        try FilterEvaluator(self).matches(document)
    }
}

/// A criterion with its paths taken apart and its list made searchable.
private struct PreparedCriterion: Sendable {
    private enum Test: Sendable {
        case reachesAnything
        case equals(DocumentValue)
        case isIn(DocumentValueSet)
        case compares(Criterion.Comparison, DocumentValue)
        case matches(Pattern)
    }

    private let path: DocumentPath
    private let unsupportedPath: DocumentPath?
    private let test: Test
    /// `ne`, `nin` and the absence of a path are the opposite of equality, `in` and presence over all candidates.
    private let isNegated: Bool

    init(_ criterion: Criterion) {
        path = DocumentPath(criterion.path)
        unsupportedPath = criterion.reachesUnsupported ? DocumentPath([Document.unsupportedName] + criterion.path) : nil
        switch criterion.test {
        case .equals(let value): (test, isNegated) = (.equals(value), false)
        case .notEquals(let value): (test, isNegated) = (.equals(value), true)
        case .isIn(let values): (test, isNegated) = (.isIn(DocumentValueSet(values)), false)
        case .isNotIn(let values): (test, isNegated) = (.isIn(DocumentValueSet(values)), true)
        case .compares(let comparison, let value): (test, isNegated) = (.compares(comparison, value), false)
        case .exists(let isWanted): (test, isNegated) = (.reachesAnything, !isWanted)
        case .matches(let pattern): (test, isNegated) = (.matches(pattern), false)
        }
    }

    func holds(for document: Document) throws(PatternError) -> Bool {
        var isFound = try isFound(path, in: document)
        if !isFound, let unsupportedPath { isFound = try self.isFound(unsupportedPath, in: document) }
        return isFound != isNegated
    }

    private func isFound(_ path: DocumentPath, in document: Document) throws(PatternError) -> Bool {
        try path.reaches(in: document) { candidate throws(PatternError) in
            switch test {
            case .reachesAnything: return true
            case .equals(let value): return candidate.isSame(as: value)
            case .isIn(let values): return values.contains(candidate)
            case .compares(let comparison, let value):
                guard let order = candidate.comparedWithinKind(to: value) else { return false }
                return comparison.holds(for: order)
            case .matches(let pattern):
                guard case .string(let text) = candidate else { return false }
                return try pattern.matches(text)
            }
        }
    }
}

extension Criterion.Comparison {
    /// Whether the comparison holds for a value that is below 0, at 0 or above 0 in relation to the other.
    fileprivate func holds(for order: Int) -> Bool {
        switch self {
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        }
    }
}

extension Document {
    /// Where top-level names that are no attributes of the type are kept (crits-api.md 10.8).
    public static let unsupportedName = "unsupported_attrs"
}
