internal import Documents
internal import Model

/// A page in the order of ids, which is that of the index.
struct KeyOrderedSearch {
    let search: ObjectSearch
    private let isDescending: Bool
    /// The document after which the page begins, when `toSkip` more are left out.
    private let after: Int64?
    private let toSkip: Int

    init(search: ObjectSearch) throws {
        self.search = search
        isDescending = search.query.sort.first?.isDescending ?? false
        if let text = search.query.cursor {
            guard case .key(let key) = try ObjectCursor(text) else { throw ObjectCursor.invalid }
            after = key
            toSkip = search.offset
        } else if let (offset, cursor) = try search.anchor(before: search.offset), case .key(let key) = cursor {
            after = key
            toSkip = search.offset - offset
        } else {
            after = nil
            toSkip = search.offset
        }
    }

    func page() throws -> ObjectPage {
        let known = search.query.countsMatches ? try search.knownTotal() : nil
        let countsHere = search.query.countsMatches && known == nil
        var scan = search.scan()
        scan.isDescending = isDescending
        // A count needs the rows before the page, too.
        if !countsHere { scan.after = after }
        if search.isExact { scan.offset = toSkip }
        var slices = Slices(
            candidates: CandidateRows(search: search, scan: scan), after: after, isDescending: isDescending,
            toSkip: search.isExact ? 0 : toSkip, wanted: search.limit + 1)
        try slices.fill()
        var total = known
        if countsHere {
            let counted = try slices.countRest()
            search.remember(total: counted)
            total = counted
        }
        let rows = Array(slices.page.prefix(search.limit))
        let next = slices.page.count > search.limit ? rows.last.map { ObjectCursor.key($0.key) } : nil
        search.remember(anchor: next, at: search.offset + rows.count)
        return ObjectPage(documents: try search.documents(rows), total: total, next: next?.text)
    }
}

/// Matching rows out of slices of candidates: those of a page, and the number of all.
private struct Slices {
    var candidates: CandidateRows
    let after: Int64?
    let isDescending: Bool
    var toSkip: Int
    let wanted: Int
    private(set) var page: [ObjectRow] = []
    private var counted = 0

    init(candidates: CandidateRows, after: Int64?, isDescending: Bool, toSkip: Int, wanted: Int) {
        self.candidates = candidates
        self.after = after
        self.isDescending = isDescending
        self.toSkip = toSkip
        self.wanted = wanted
    }

    /// Reads until the page is full.
    mutating func fill() throws {
        while page.count < wanted, try take() {}
    }

    /// The number of all that match, after reading to the end.
    mutating func countRest() throws -> Int {
        if let rest = try candidates.tally() { return counted + rest }
        while try take() {}
        return counted
    }

    /// Takes one slice; false at the end.
    private mutating func take() throws -> Bool {
        guard let rows = try candidates.next(atLeast: wanted) else { return false }
        for row in try candidates.search.matches(rows) {
            counted += 1
            guard page.count < wanted, isAfterCursor(row.key) else { continue }
            if toSkip > 0 { toSkip -= 1 } else { page.append(row) }
        }
        return true
    }

    private func isAfterCursor(_ key: Int64) -> Bool {
        guard let after else { return true }
        return isDescending ? key < after : key > after
    }
}
