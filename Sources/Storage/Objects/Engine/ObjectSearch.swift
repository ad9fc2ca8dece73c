internal import Documents
internal import Model

/// Answers a query from one engine's tables, in one transaction (design decisions 3, 4, 6, 14).
///
/// The index gives candidates, which the reference evaluator decides on wherever the index alone does not; it sees each
/// document as the reader does. Documents are read in slices.
package struct ObjectSearch {
    let tables: any ObjectReading
    let query: ObjectQuery
    let plan: FilterPlan
    let assembly: ObjectAssembly
    /// What the index has to say of a row, classes included.
    let condition: TokenCondition
    /// Keys of objects with entries that keep tokens themselves and have one of those asked for.
    let strays: [Int64]
    /// Whether every candidate matches.
    let isExact: Bool
    private let evaluator: FilterEvaluator
    private let columnFilter: FilterEvaluator?
    private let mainKey: String?
    private let visible: Set<Int64>
    /// Whether the index tells of all candidates who may see them.
    private let isAccessExact: Bool
    private let memory: Recollection?
    private let seconds: Double
    let end: ContinuousClock.Instant

    /// Classes up to which the index is asked for them.
    private static let maximumClasses = 256

    /// - Parameters:
    ///   - memory: What earlier searches found out.
    ///   - seconds: That the scan may take (design decision 7).
    package init(
        _ query: ObjectQuery, _ tables: any ObjectReading, tokens: ObjectTokens, classes: AccessClasses, memory: SearchMemory,
        seconds: Double
    ) throws {
        let known = try classes.current(tables)
        let reader = query.reader
        self.query = query
        self.tables = tables
        self.seconds = seconds
        end = .now + .seconds(seconds)
        plan = FilterPlan(query.filter, type: query.type, reader: reader, tokens: tokens, classes: known)
        visible = reader.seesEverything ? [] : known.visible(to: reader)
        assembly = ObjectAssembly(tables, type: query.type, reader: reader, visible: visible)
        mainKey = MainField.key(of: query.type)
        strays = plan.partTokens.isEmpty ? [] : try tables.objects(withPartTokens: plan.partTokens.sorted())
        let access = ObjectSearch.access(query, tokens: tokens, known: known, visible: visible)
        condition = FilterPlan.and([plan.condition, access.condition])
        isAccessExact = access.isExact
        isExact = plan.isExact && access.isExact && strays.isEmpty
        self.memory = try Recollection(memory, query, tables)
        evaluator = FilterEvaluator(query.filter)
        columnFilter =
            plan.columnsDecide && !plan.isExact ? FilterEvaluator(.and(plan.columns.map { .criterion($0) })) : nil
    }

    /// The condition that a row is of a visible class; false when rows have to be looked at.
    private static func access(
        _ query: ObjectQuery, tokens: ObjectTokens, known: AccessClassList, visible: Set<Int64>
    ) -> (condition: TokenCondition, isExact: Bool) {
        if query.reader.seesEverything { return (.everything, true) }
        if query.type.visibility.classKind == .asTarget { return (.everything, false) }
        let kind = query.type.visibility.classKind
        let ofKind = known.byNumber.filter { $0.value.kind == kind }.keys
        let hidden = ofKind.filter { !visible.contains($0) }.sorted()
        let shown = ofKind.filter { visible.contains($0) }.sorted()
        if hidden.isEmpty { return (.everything, true) }
        if shown.count <= min(hidden.count, maximumClasses) {
            return (FilterPlan.or(shown.map { .has(tokens.token(accessClass: $0)) }), true)
        }
        guard hidden.count <= maximumClasses else { return (.everything, false) }
        return (FilterPlan.not(FilterPlan.or(hidden.map { .has(tokens.token(accessClass: $0)) })), true)
    }

    /// The page that the query asks for.
    package func page() throws -> ObjectPage {
        if let ids = ids { return try ObjectSearchByID(search: self, ids: ids).page() }
        if query.sort.isEmpty || query.sort[0].path == [FilterPlan.id] { return try KeyOrderedSearch(search: self).page() }
        return try SortedSearch(search: self).page()
    }

    var ids: Set<ObjectID>? {
        guard let wanted = query.ids else { return plan.ids }
        return plan.ids?.intersection(wanted) ?? Set(wanted)
    }

    // MARK: What the ways to answer have in common

    var limit: Int { min(max(query.limit, 1), 1_000) }
    var offset: Int { max(query.offset, 0) }

    /// Whether all objects of the type match, for this reader.
    var matchesAll: Bool { isExact && condition == .everything }

    /// Whether nothing but who may see them decides on objects, which the index knows.
    var isUnfiltered: Bool { isExact && plan.condition == .everything }

    /// The number of all that match, where the index or an earlier search knows it; nil where they have to be looked at.
    func knownTotal() throws -> Int? {
        if isUnfiltered {
            // Counters of what the reader may see.
            let counts = try tables.counts(ofType: query.type.name)
            return counts.reduce(0) { $0 + (query.reader.seesEverything || visible.contains($1.key) ? $1.value : 0) }
        }
        if let total = memory?.total { return total }
        guard isExact else { return nil }
        let total = try tables.count(ObjectScan(type: query.type.name, condition: condition))
        remember(total: total)
        return total
    }

    func remember(total: Int) { memory?.remember(total: total) }

    /// The cursor of the page that begins at an offset or, as far as pages were asked for, before it.
    func anchor(before offset: Int) throws -> (offset: Int, cursor: ObjectCursor)? {
        guard offset > 0, query.cursor == nil, let (offset, text) = memory?.anchor(before: offset) else { return nil }
        return (offset, try ObjectCursor(text))
    }

    func remember(anchor cursor: ObjectCursor?, at offset: Int) {
        if query.cursor == nil, let cursor { memory?.remember(anchor: cursor.text, at: offset) }
    }

    /// Whether candidates have to be looked at with their heads.
    var needsHeads: Bool { !isExact && columnFilter == nil }

    /// Whether tests of columns decide on every candidate that has them. Ids are in a column, too, but engines do not test them.
    var isDecidedByColumns: Bool {
        columnFilter != nil && strays.isEmpty && isAccessExact && plan.columnTests.count == plan.columns.count
    }

    /// A scan of the candidates.
    func scan() -> ObjectScan {
        var scan = ObjectScan(type: query.type.name, condition: condition)
        scan.readsHeads = needsHeads
        scan.end = end
        // Strays are found beside the index, but their columns say the same.
        scan.tests = plan.columnTests
        return scan
    }

    /// The rows that match, in their order. Heads are read where they are needed and missing.
    func matches(_ rows: [ObjectRow]) throws -> [ObjectRow] {
        try checkTime()
        var left = try assembly.visibleRows(rows)
        if let columnFilter, strays.isEmpty {
            var undecided: [Int64: Bool] = [:]
            left = try left.filter { row in
                guard let columns = columns(row) else {
                    undecided[row.key] = true
                    return true
                }
                return try columnFilter.matches(columns)
            }
            guard !undecided.isEmpty else { return left }
            let matching = Set(try evaluated(left.filter { undecided[$0.key] != nil }).map(\.key))
            return left.filter { undecided[$0.key] == nil || matching.contains($0.key) }
        }
        if plan.isExact, strays.isEmpty { return left }
        return try evaluated(left)
    }

    func evaluated(_ rows: [ObjectRow]) throws -> [ObjectRow] {
        guard !rows.isEmpty else { return [] }
        let rows = try withHeads(rows)
        let views = try assembly.views(rows, lists: plan.lists, hidesContents: plan.readsContents)
        return try zip(rows, views).filter { try evaluator.matches($1.document) }.map(\.0)
    }

    /// What the columns say, as a document; nil when one is missing, which may mean that it is of another kind.
    private func columns(_ row: ObjectRow) -> Document? {
        var document: Document = [:]
        for criterion in plan.columns {
            let name = criterion.path[0]
            guard let value = ObjectSearch.column(name, of: row, mainKey: mainKey) else { return nil }
            document[name] = value
        }
        return document
    }

    /// The value of a field that is a column.
    static func column(_ name: String, of row: ObjectRow, mainKey: String?) -> DocumentValue? {
        switch name {
        case FilterPlan.id: .string(row.id.description)
        case "created": row.created.map { .date(Timestamp(microseconds: $0 &* 1_000)) }
        case "modified": row.modified.map { .date(Timestamp(microseconds: $0 &* 1_000)) }
        case mainKey: row.main.map { .string($0) }
        default: nil
        }
    }

    /// The same rows with their heads.
    func withHeads(_ rows: [ObjectRow]) throws -> [ObjectRow] {
        let missing = rows.filter(\.head.isEmpty).map(\.key)
        guard !missing.isEmpty else { return rows }
        let read = Dictionary(try tables.rows(keys: missing).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        return rows.compactMap { $0.head.isEmpty ? read[$0.key] : $0 }
    }

    /// The documents of a page. What a hash took for a match is left out.
    func documents(_ rows: [ObjectRow]) throws -> [Document] {
        let rows = try withHeads(rows)
        let lists = query.lists ?? query.type.growingLists
        let views = try assembly.views(rows, lists: lists.union(plan.lists), hidesContents: true)
        let shown = try isExact ? views.filter { try evaluator.matches($0.document) } : views
        let surplus = plan.lists.subtracting(lists)
        return shown.map { view in
            var document = view.shown
            for list in surplus { document[list.rawValue] = nil }
            return document
        }
    }

    /// Throws `tooExpensive` past the budget.
    func checkTime() throws {
        try Task.checkCancellation()
        if ContinuousClock.now >= end { throw StorageError(.tooExpensive, "the query took longer than \(seconds) s") }
    }
}

extension ObjectQuery {
    /// Whether the index leaves few rows to look at, as far as the query tells: everything is equality, or all of a type in the
    /// order of the index.
    package var isSelective: Bool {
        guard sort.isEmpty || sort[0].path == [FilterPlan.id] else { return false }
        if ids != nil { return true }
        return filter.isSelective
    }
}

extension Filter {
    fileprivate var isSelective: Bool {
        switch self {
        case .all, .nothing: return true
        case .and(let parts), .or(let parts): return parts.allSatisfy(\.isSelective)
        case .criterion(let criterion):
            switch criterion.test {
            case .equals, .isIn, .exists(true): return true
            case .notEquals, .isNotIn, .exists(false), .compares, .matches: return false
            }
        }
    }
}
