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
        var skipped = offset
        if let cursor = query.cursor {
            switch try ObjectCursor(cursor) {
            case .count(let count): skipped = min(skipped, Int.max - count) + count
            case .key(let key):
                // Only where all rows are at hand does a key say how many were seen.
                let seen = records.sorted.prefix { query.sort.first?.isDescending ?? false ? $0.row.key >= key : $0.row.key <= key }
                skipped = min(skipped, Int.max - seen.count) + seen.count
            }
        }
        let rest = records.sorted.dropFirst(skipped)
        let page = rest.prefix(limit).map(\.row)
        let hasMore = rest.count > page.count || records.total > min(skipped, Int.max - limit) + limit
        return ObjectPage(
            documents: try documents(page), total: query.countsMatches ? records.total : nil,
            next: hasMore && !page.isEmpty ? ObjectCursor.count(skipped + page.count).text : nil)
    }
}
