package import Documents
package import Model

/// How a filter is answered: what the index decides, and what has to be looked at (design decision 3).
package struct FilterPlan: Sendable {
    /// Holds for all that match, and by the tokens that objects keep themselves.
    package private(set) var condition: TokenCondition = .everything
    /// Whether it holds for nothing else.
    package private(set) var isExact = true
    /// Tokens that an entry of a growing list may have in the object's stead.
    package private(set) var partTokens: Set<UInt64> = []
    /// Only these ids; nil for any.
    package private(set) var ids: Set<ObjectID>?
    /// Growing lists that the filter looks at.
    package private(set) var lists: Set<GrowingList> = []
    /// Whether the filter looks at ids of files, which are hidden from some readers (ruling 31).
    package private(set) var readsContents = false
    /// The part of the filter that the columns of a row decide; together with the condition it may be all.
    package private(set) var columns: [Criterion] = []
    /// Whether condition and columns decide all.
    package private(set) var columnsDecide = true
    /// The columns' part as an engine can test it while it reads.
    package var columnTests: [ColumnTest] { columns.compactMap { ColumnTest($0, mainKey: mainKey) } }

    private let type: ObjectType
    private let reader: ObjectReader
    private let tokens: ObjectTokens
    private let classes: AccessClassList
    private let mainKey: String?

    /// Values of an `in` list up to which the index is asked.
    private static let maximumTokens = 512
    /// Lists that readers see parts of (crits-api.md 4.6).
    private static let redacted: Set<String> = ["source", "releasability", "relationships"]

    private typealias Part = (condition: TokenCondition, isExact: Bool)
    /// What the index knows nothing of.
    private static let unknown: Part = (.everything, false)

    package init(_ filter: Filter, type: ObjectType, reader: ObjectReader, tokens: ObjectTokens, classes: AccessClassList) {
        self.type = type
        self.reader = reader
        self.tokens = tokens
        self.classes = classes
        mainKey = MainField.key(of: type)
        var conditions: [TokenCondition] = []
        for conjunct in FilterPlan.conjuncts(filter) {
            note(listsOf: conjunct)
            if case .criterion(let criterion) = conjunct {
                if narrow(to: criterion) { continue }
                if isColumn(criterion) {
                    // Nearly all have it, so that its presence narrows nothing.
                    columns.append(criterion)
                    isExact = false
                    continue
                }
            }
            let part = part(conjunct)
            conditions.append(part.condition)
            guard !part.isExact else { continue }
            isExact = false
            columnsDecide = false
        }
        condition = FilterPlan.and(conditions)
    }

    private static func conjuncts(_ filter: Filter) -> [Filter] {
        guard case .and(let parts) = filter else { return [filter] }
        return parts.flatMap(conjuncts)
    }

    private mutating func note(listsOf filter: Filter) {
        switch filter {
        case .all, .nothing: break
        case .and(let parts), .or(let parts): for part in parts { note(listsOf: part) }
        case .criterion(let criterion):
            guard let name = criterion.path.first else { return }
            if let list = GrowingList(rawValue: name), type.growingLists.contains(list) { lists.insert(list) }
            if type.contentKeys.contains(name) { readsContents = true }
        }
    }

    /// Takes a criterion for some ids as such.
    private mutating func narrow(to criterion: Criterion) -> Bool {
        guard criterion.path == [FilterPlan.id] else { return false }
        let wanted: [DocumentValue]
        switch criterion.test {
        case .equals(let value): wanted = [value]
        case .isIn(let values): wanted = values
        default: return false
        }
        // Ids are their lower-case texts; no other text is one.
        let found = Set(
            wanted.compactMap { value in value.string.flatMap { text in ObjectID(text).flatMap { $0.description == text ? $0 : nil } } })
        ids = ids.map { $0.intersection(found) } ?? found
        return true
    }

    static let id = "_id"

    /// Whether a criterion which no token answers can be decided by a column of the row.
    private func isColumn(_ criterion: Criterion) -> Bool {
        guard criterion.path.count == 1, !criterion.reachesUnsupported, let name = criterion.path.first else { return false }
        switch criterion.test {
        case .compares, .matches: return name == FilterPlan.id || ColumnTest.Column(name, mainKey: mainKey) != nil
        case .equals, .notEquals, .isIn, .isNotIn, .exists: return false
        }
    }

    // MARK: Conditions

    private mutating func part(_ filter: Filter) -> Part {
        switch filter {
        case .all: return (.everything, true)
        case .nothing: return (.nothing, true)
        case .and(let filters):
            let parts = filters.map { part($0) }
            return (FilterPlan.and(parts.map(\.condition)), parts.allSatisfy(\.isExact))
        case .or(let filters):
            let parts = filters.map { part($0) }
            return (FilterPlan.or(parts.map(\.condition)), parts.allSatisfy(\.isExact))
        case .criterion(let criterion): return part(criterion)
        }
    }

    private mutating func part(_ criterion: Criterion) -> Part {
        let here = part(criterion.path, criterion.test)
        guard criterion.reachesUnsupported else { return here }
        let there = part([Document.unsupportedName] + criterion.path, criterion.test)
        let isExact = here.isExact && there.isExact
        return criterion.test.isNegative
            ? (FilterPlan.and([here.condition, there.condition]), isExact)
            : (FilterPlan.or([here.condition, there.condition]), isExact)
    }

    private mutating func part(_ path: [String], _ test: Criterion.Test) -> Part {
        if path.count > DocumentPath.maximumComponents || path.isEmpty { return (test.isNegative ? .everything : .nothing, true) }
        // A number may be an index of a list, and ids are in no document.
        if path.contains(where: FilterPlan.isNumber) || path[0] == FilterPlan.id { return FilterPlan.unknown }
        switch test {
        case .equals(let value): return values([value], at: path, isNegated: false)
        case .notEquals(let value): return values([value], at: path, isNegated: true)
        case .isIn(let values): return self.values(values, at: path, isNegated: false)
        case .isNotIn(let values): return self.values(values, at: path, isNegated: true)
        case .exists(let isWanted): return existence(of: path, isNegated: !isWanted)
        case .compares, .matches:
            // Whatever is compared exists.
            let existing = existence(of: path, isNegated: false)
            return (existing.condition, false)
        }
    }

    private static func isNumber(_ name: String) -> Bool {
        (1...9).contains(name.utf8.count) && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private mutating func existence(of path: [String], isNegated: Bool) -> Part {
        // Lists are there even when they are empty.
        if path.count == 1, let list = GrowingList(rawValue: path[0]), type.growingLists.contains(list) {
            return (isNegated ? .nothing : .everything, true)
        }
        return found([tokens.token(exists: path)], at: path, isNegated: isNegated)
    }

    private mutating func values(_ values: [DocumentValue], at path: [String], isNegated: Bool) -> Part {
        var values = values
        if path == ["source", "name"], type.growingLists.contains(.source), type.visibility.hasPairs {
            return sources(values, isNegated: isNegated)
        }
        if path == ["releasability", "name"], !reader.seesEverything {
            values = values.filter { value in value.string.map { reader.sources[$0] != nil } ?? false }
            let wanted = values.compactMap { tokens.token(path, equals: $0) }
            guard wanted.count <= FilterPlan.maximumTokens else { return FilterPlan.unknown }
            let condition = FilterPlan.or(wanted.map { .has($0) })
            return (isNegated ? FilterPlan.not(condition) : condition, true)
        }
        guard values.count <= FilterPlan.maximumTokens else { return FilterPlan.unknown }
        var wanted: [UInt64] = []
        for value in values {
            guard let token = tokens.token(path, equals: value) else { return FilterPlan.unknown }
            // What is no number equals nothing.
            if case .double(let number) = value, number.isNaN { continue }
            wanted.append(token)
        }
        return found(wanted, at: path, isNegated: isNegated)
    }

    /// Objects of some sources are those of some classes.
    private func sources(_ values: [DocumentValue], isNegated: Bool) -> Part {
        let names = Set(values.compactMap(\.string)).filter { reader.seesEverything || reader.sources[$0] != nil }
        let numbers = classes.having(sources: names)
        guard numbers.count <= FilterPlan.maximumTokens else { return FilterPlan.unknown }
        let condition = FilterPlan.or(numbers.map { .has(tokens.token(accessClass: $0)) })
        return (isNegated ? FilterPlan.not(condition) : condition, true)
    }

    private mutating func found(_ wanted: [UInt64], at path: [String], isNegated: Bool) -> Part {
        let isRedacted = !reader.seesEverything && (FilterPlan.redacted.contains(path[0]) || type.contentKeys.contains(path[0]))
        if isRedacted, isNegated { return FilterPlan.unknown }
        if let list = GrowingList(rawValue: path[0]), type.growingLists.contains(list) { partTokens.formUnion(wanted) }
        let condition = FilterPlan.or(wanted.map { .has($0) })
        return (isNegated ? FilterPlan.not(condition) : condition, !isRedacted)
    }

    // MARK: Algebra

    package static func and(_ parts: [TokenCondition]) -> TokenCondition {
        if parts.contains(.nothing) { return .nothing }
        let rest = parts.filter { $0 != .everything }
        return rest.isEmpty ? .everything : rest.count == 1 ? rest[0] : .and(rest)
    }

    package static func or(_ parts: [TokenCondition]) -> TokenCondition {
        if parts.contains(.everything) { return .everything }
        let rest = parts.filter { $0 != .nothing }
        return rest.isEmpty ? .nothing : rest.count == 1 ? rest[0] : .or(rest)
    }

    package static func not(_ part: TokenCondition) -> TokenCondition {
        switch part {
        case .everything: .nothing
        case .nothing: .everything
        case .not(let inner): inner
        default: .not(part)
        }
    }
}

extension Criterion.Test {
    /// Whether the test holds where the path reaches nothing.
    fileprivate var isNegative: Bool {
        switch self {
        case .notEquals, .isNotIn, .exists(false): true
        case .equals, .isIn, .compares, .exists, .matches: false
        }
    }
}

extension ObjectVisibility {
    /// Whether classes of such objects say their sources.
    fileprivate var hasPairs: Bool { self == .bySource || self == .byReadableSource }
}
