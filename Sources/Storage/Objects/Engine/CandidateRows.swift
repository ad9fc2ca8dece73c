/// Rows that may match, slice by slice in the order of their keys: those that the index gives, and in their places the strays
/// whose entries keep tokens themselves.
struct CandidateRows {
    let search: ObjectSearch
    private var scan: ObjectScan
    private var strays: ArraySlice<Int64>
    private var isAtEnd = false
    private var sliceRows = 0

    /// Rows read at once at the most (design decision 14).
    private static let maximumSlice = 1_000
    /// Rows looked up at once.
    private static let rowsAtOnce = 500

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

    /// How many of those that are left match; nil where the columns alone do not tell, or the engine does not test them.
    func tally() throws -> Int? {
        if isAtEnd { return 0 }
        guard search.isDecidedByColumns else { return nil }
        var rest = scan
        rest.limit = .max
        guard let tally = try search.tables.tally(rest) else { return nil }
        var total = tally.matching
        for start in stride(from: 0, to: tally.undecided.count, by: CandidateRows.rowsAtOnce) {
            let keys = tally.undecided[start..<min(start + CandidateRows.rowsAtOnce, tally.undecided.count)]
            try search.checkTime()
            total += try search.evaluated(try search.tables.rows(keys: Array(keys))).count
        }
        return total
    }
}
