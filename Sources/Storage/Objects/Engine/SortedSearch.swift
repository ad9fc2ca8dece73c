internal import Documents
internal import Model

/// A page in the order of fields: by the index of a date where there is one and it helps; otherwise all that match are looked
/// at, and the first are kept.
struct SortedSearch {
    let search: ObjectSearch

    func page() throws -> ObjectPage {
        let order = DateOrder(search.query.sort)
        var wanted = search.offset
        var place: ObjectPosition?
        switch try search.query.cursor.map({ text throws(StorageError) in try ObjectCursor(text) }) {
        case .count(let count): wanted = min(wanted, Int.max - count) + count
        case .place(let after) where order != nil: place = after
        case .key, .place: throw ObjectCursor.invalid
        case nil: break
        }
        // One by number goes on by number, whatever the order.
        if let order, place != nil || search.query.cursor == nil,
            let page = try DateOrderedSearch(search: search, order: order, after: place).page()
        {
            return page
        }
        guard wanted <= SortedSearch.maximumDepth else {
            throw StorageError(.tooExpensive, "no page lies deeper than \(SortedSearch.maximumDepth) documents in this order")
        }
        return try gathered(wanted, order, after: place)
    }

    private func gathered(_ wanted: Int, _ order: DateOrder?, after place: ObjectPosition?) throws -> ObjectPage {
        var records = TopRecords(search: search, count: wanted + search.limit + 1)
        if let order, let place { records.startAfter(place, order) }
        var scan = search.scan()
        scan.readsHeads = search.needsHeads || !records.usesColumnsOnly
        var candidates = CandidateRows(search: search, scan: scan)
        while let rows = try candidates.next(atLeast: 500) {
            try records.add(try search.matches(rows))
        }
        search.remember(total: records.total)
        return try search.page(of: records)
    }

    /// Records kept in memory at the most.
    private static let maximumDepth = 1_000_000
}

/// The first rows in the order of a query, out of many.
struct TopRecords {
    struct Record {
        var row: ObjectRow
        var values: [DocumentValue?]
    }

    private let search: ObjectSearch
    private let sort: [SortKey]
    private let mainKey: String?
    private let count: Int
    private var records: [Record] = []
    private var start: (place: ObjectPosition, order: DateOrder)?
    /// How many were added.
    private(set) var total = 0
    /// Whether no document is needed for the order.
    let usesColumnsOnly: Bool

    init(search: ObjectSearch, count: Int) {
        self.search = search
        self.count = count
        sort = search.query.sort
        let mainKey = MainField.key(of: search.query.type)
        self.mainKey = mainKey
        usesColumnsOnly = sort.allSatisfy { key in
            key.path.count == 1 && (["created", "modified", FilterPlan.id].contains(key.path[0]) || key.path[0] == mainKey)
        }
    }

    /// Leaves out, but counts, what does not come after a place.
    mutating func startAfter(_ place: ObjectPosition, _ order: DateOrder) { start = (place, order) }

    mutating func add(_ rows: [ObjectRow]) throws {
        total += rows.count
        var rows = rows
        if let (place, order) = start {
            rows.removeAll { !place.precedes(order.position(of: $0), isDescending: order.isDescending) }
        }
        if usesColumnsOnly {
            for row in rows {
                let values = sort.map { ObjectSearch.column($0.path[0], of: row, mainKey: mainKey) }
                append(row, values)
            }
        } else {
            let rows = try search.withHeads(rows)
            let lists = Set(sort.compactMap { GrowingList(rawValue: $0.path.first ?? "") })
            let hidesContents = sort.contains { search.query.type.contentKeys.contains($0.path.first ?? "") }
            let views = try search.assembly.views(rows, lists: lists, hidesContents: hidesContents)
            for (row, view) in zip(rows, views) { append(row, sort.map { $0.value(in: view.document) }) }
        }
        if count < Int.max / 4, records.count > max(2 * count, 1_000) { trim() }
    }

    private mutating func append(_ row: ObjectRow, _ values: [DocumentValue?]) {
        var row = row
        // What is not on the page is not kept in memory.
        row.head = []
        records.append(Record(row: row, values: values))
    }

    private mutating func trim() {
        records.sort(by: precedes)
        records.removeSubrange(min(count, records.count)...)
    }

    /// The records in order.
    var sorted: [Record] { records.sorted(by: precedes) }

    private func precedes(_ left: Record, _ right: Record) -> Bool {
        for (index, key) in sort.enumerated() {
            let order: Int
            switch (left.values[index], right.values[index]) {
            case (nil, nil): order = 0
            case (nil, _?): order = -1
            case (_?, nil): order = 1
            case (let mine?, let theirs?): order = mine.compared(to: theirs)
            }
            if order != 0 { return key.isDescending ? order > 0 : order < 0 }
        }
        return left.row.key < right.row.key
    }
}
