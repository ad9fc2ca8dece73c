internal import Documents
internal import Model

/// The order of a date, ties by id, for which there is an index.
struct DateOrder {
    let column: DateColumn
    let isDescending: Bool

    /// nil for any other order.
    init?(_ sort: [SortKey]) {
        guard let key = sort.first, key.path.count == 1, let column = DateColumn(rawValue: key.path[0]) else { return nil }
        guard sort.count == 1 || sort[1].path == [FilterPlan.id] && !sort[1].isDescending else { return nil }
        self.column = column
        isDescending = key.isDescending
    }

    func position(of row: ObjectRow) -> ObjectPosition {
        ObjectPosition(value: column == .created ? row.created : row.modified, key: row.key)
    }
}

/// A page in the order of a date: objects are looked at in that order until the page is full.
struct DateOrderedSearch {
    private let search: ObjectSearch
    private let order: DateOrder
    private let start: ObjectPosition?
    private let toSkip: Int

    /// How many times a document costs what a row of an index does.
    private static let costOfDocument = 8
    /// Documents looked at in any case.
    private static let minimumBudget = 1_000
    private static let maximumSlice = 1_000

    init(search: ObjectSearch, order: DateOrder, after cursor: ObjectPosition?) throws {
        self.search = search
        self.order = order
        if cursor == nil, let (offset, anchor) = try search.anchor(before: search.offset), case .place(let place) = anchor {
            start = place
            toSkip = search.offset - offset
        } else {
            start = cursor
            toSkip = search.offset
        }
    }

    /// The page; nil where it is cheaper to gather all that match, or the engine has no index.
    func page() throws -> ObjectPage? {
        let total = try search.knownTotal()
        guard total != nil || !search.query.countsMatches, let budget = try budget(total) else { return nil }
        guard let rows = search.matchesAll ? try allRows() : try matchingRows(budget) else { return nil }
        let page = Array(rows.prefix(search.limit))
        let next = rows.count > search.limit ? page.last.map { ObjectCursor.place(order.position(of: $0)) } : nil
        search.remember(anchor: next, at: search.offset + page.count)
        return ObjectPage(
            documents: try search.documents(page), total: search.query.countsMatches ? total : nil, next: next?.text)
    }

    /// How many objects to look at before giving up; nil when gathering is expected to be cheaper.
    private func budget(_ total: Int?) throws -> Int? {
        if search.matchesAll { return .max }
        guard let total else { return DateOrderedSearch.minimumBudget }
        let all = try search.tables.counts(ofType: search.query.type.name).values.reduce(0, +)
        let expected = (Double(toSkip) + Double(search.limit + 1)) * Double(all) / Double(max(total, 1))
        guard expected * Double(DateOrderedSearch.costOfDocument) <= Double(total + DateOrderedSearch.minimumBudget) else { return nil }
        return Int(4 * expected) + DateOrderedSearch.minimumBudget
    }

    private func walk(after place: ObjectPosition?, _ limit: Int) throws -> [ObjectPosition]? {
        try search.checkTime()
        return try search.tables.positions(
            ObjectWalk(
                type: search.query.type.name, column: order.column, isDescending: order.isDescending, after: place, limit: limit))
    }

    private func rows(at places: some Collection<ObjectPosition>) throws -> [ObjectRow] {
        let found = Dictionary(try search.tables.rows(keys: places.map(\.key)).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        return places.compactMap { found[$0.key] }
    }

    /// Where everything matches only the rows of the page are read.
    private func allRows() throws -> [ObjectRow]? {
        var place = start
        var left = toSkip
        while left > 0 {
            let count = min(left, 10 * DateOrderedSearch.maximumSlice)
            guard let places = try walk(after: place, count) else { return nil }
            guard places.count == count else { return [] }
            place = places.last
            left -= count
        }
        guard let places = try walk(after: place, search.limit + 1) else { return nil }
        return try rows(at: places)
    }

    private func matchingRows(_ budget: Int) throws -> [ObjectRow]? {
        var place = start
        var left = toSkip
        var page: [ObjectRow] = []
        var looked = 0
        var slice = search.limit + 1
        while page.count <= search.limit {
            guard let places = try walk(after: place, slice) else { return nil }
            looked += places.count
            guard looked <= budget else { return nil }
            let matching = try search.decided(try rows(at: places))
            page += matching.dropFirst(left)
            left -= min(left, matching.count)
            guard places.count == slice else { break }
            place = places.last
            slice = min(2 * slice, DateOrderedSearch.maximumSlice + 1)
        }
        return page
    }
}
