internal import Documents
internal import Model

/// A page out of some ids.
struct ObjectSearchByID {
    let search: ObjectSearch
    let ids: Set<ObjectID>

    /// Ids looked up by one statement.
    private static let idsAtOnce = 500

    func page() throws -> ObjectPage {
        let sorted = ids.sorted()
        var matching: [ObjectRow] = []
        for start in stride(from: 0, to: sorted.count, by: ObjectSearchByID.idsAtOnce) {
            let some = Array(sorted[start..<min(start + ObjectSearchByID.idsAtOnce, sorted.count)])
            let rows = try search.tables.rows(ofType: search.query.type.name, ids: some)
            matching += try search.decided(rows)
        }
        return try search.page(of: matching)
    }
}

extension ObjectSearch {
    /// Rows that no index has narrowed: all that match.
    func decided(_ rows: [ObjectRow]) throws -> [ObjectRow] {
        try checkTime()
        return try evaluated(try assembly.visibleRows(rows))
    }

    /// A page of rows that all match, in memory.
    func page(of rows: [ObjectRow]) throws -> ObjectPage {
        var records = TopRecords(search: self, count: Int.max)
        try records.add(rows)
        return try page(of: records)
    }

    func page(of records: TopRecords) throws -> ObjectPage {
        let sorted = records.sorted
        let order = DateOrder(query.sort)
        var skipped = offset
        var seen = 0
        switch try query.cursor.map({ text throws(StorageError) in try ObjectCursor(text) }) {
        case .count(let count): skipped = min(skipped, Int.max - count) + count
        case .key(let key):
            // Only where all rows are at hand does a key say how many were seen.
            seen = sorted.prefix { query.sort.first?.isDescending ?? false ? $0.row.key >= key : $0.row.key <= key }.count
        case .place(let place):
            guard let order else { throw ObjectCursor.invalid }
            seen = sorted.prefix { !place.precedes(order.position(of: $0.row), isDescending: order.isDescending) }.count
        case nil: break
        }
        skipped = min(skipped, Int.max - seen) + seen
        let rest = sorted.dropFirst(skipped)
        let page = rest.prefix(limit).map(\.row)
        var next: ObjectCursor?
        if rest.count > page.count, let last = page.last {
            next = order.map { .place($0.position(of: last)) } ?? .count(skipped + page.count)
        }
        if ids == nil, order != nil { remember(anchor: next, at: offset + page.count) }
        return ObjectPage(documents: try documents(page), total: query.countsMatches ? records.total : nil, next: next?.text)
    }
}
