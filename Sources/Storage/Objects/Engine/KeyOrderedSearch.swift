internal import Documents
internal import Model

/// A page in the order of ids, which is that of the index.
struct KeyOrderedSearch {
    let search: ObjectSearch
    private let isDescending: Bool
    private let after: Int64?
    private var candidates: CandidateRows

    init(search: ObjectSearch) throws {
        self.search = search
        isDescending = search.query.sort.first?.isDescending ?? false
        after = try search.query.cursor.map { text throws(StorageError) in
            guard case .key(let key) = try ObjectCursor(text) else { throw ObjectCursor.invalid }
            return key
        }
        var scan = ObjectScan(type: search.query.type.name, condition: search.condition)
        scan.isDescending = isDescending
        scan.readsHeads = search.needsHeads
        // A count needs the rows before the cursor too.
        if search.isExact || !search.query.countsMatches { scan.after = after }
        if search.isExact { scan.offset = search.offset }
        candidates = CandidateRows(search: search, scan: scan)
    }

    func page() throws -> ObjectPage {
        let wanted = search.limit
        let countsHere = search.query.countsMatches && !search.isExact
        var toSkip = search.isExact ? 0 : search.offset
        var candidates = candidates
        var page: [ObjectRow] = []
        var total = 0
        while page.count <= wanted || countsHere, let rows = try candidates.next(atLeast: wanted + 1) {
            for row in try search.matches(rows) {
                total += 1
                guard isAfterCursor(row.key), page.count <= wanted else { continue }
                if toSkip > 0 { toSkip -= 1 } else { page.append(row) }
            }
        }
        let hasMore = page.count > wanted
        if hasMore { page.removeLast() }
        return ObjectPage(
            documents: try search.documents(page),
            total: !search.query.countsMatches ? nil : search.isExact ? try search.indexedTotal() : total,
            next: hasMore ? page.last.map { ObjectCursor.key($0.key).text } : nil)
    }

    private func isAfterCursor(_ key: Int64) -> Bool {
        guard let after else { return true }
        return isDescending ? key < after : key > after
    }
}

/// Rows that may match, slice by slice in the order of their keys: those that the index gives, and in their places the strays
/// whose entries keep tokens themselves.
struct CandidateRows {
    private let search: ObjectSearch
    private var scan: ObjectScan
    private var strays: ArraySlice<Int64>
    private var isAtEnd = false
    private var sliceRows = 0

    /// Rows read at once at the most (design decision 14).
    private static let maximumSlice = 1_000

    init(search: ObjectSearch, scan: ObjectScan) {
        self.search = search
        self.scan = scan
        let keys = search.strays.filter { key in
            guard let after = scan.after else { return true }
            return scan.isDescending ? key < after : key > after
        }
        strays = (scan.isDescending ? keys.sorted(by: >) : keys.sorted())[...]
    }

    /// The next slice, twice as large as the last one; nil at the end.
    mutating func next(atLeast rows: Int) throws -> [ObjectRow]? {
        guard !isAtEnd else { return nil }
        sliceRows = min(max(rows, sliceRows * 2), CandidateRows.maximumSlice + 1)
        scan.limit = sliceRows
        let found = scan.condition == .nothing ? [] : try search.tables.rows(scan)
        scan.offset = 0
        scan.after = found.last?.key ?? scan.after
        isAtEnd = found.count < sliceRows
        return strays.isEmpty ? found : try merged(found)
    }

    private mutating func merged(_ found: [ObjectRow]) throws -> [ObjectRow] {
        let last = isAtEnd ? nil : found.last?.key
        let due = strays.prefix { key in
            guard let last else { return true }
            return scan.isDescending ? key >= last : key <= last
        }
        strays = strays.dropFirst(due.count)
        let known = Set(found.map(\.key))
        let rows = try search.tables.rows(keys: due.filter { !known.contains($0) })
        let all = found + rows.filter { $0.type == scan.type }
        return all.sorted { scan.isDescending ? $0.key > $1.key : $0.key < $1.key }
    }
}
