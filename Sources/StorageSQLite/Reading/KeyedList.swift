internal import Model
internal import Storage

/// Walks the segments of a list that is ordered by key, newest or oldest first.
struct KeyedList {
    let order: ReceiptOrder
    /// Kind of its cursors.
    let cursorKind: String
    /// Keys still to come.
    private let range: ClosedRange<Int64>?

    init(_ name: String, order: ReceiptOrder, page: Page) throws {
        self.order = order
        cursorKind = name + (order == .newestFirst ? "d" : "a")
        guard let cursor = page.after else {
            range = 0...Int64.max
            return
        }
        let key = try CursorText.numbers(cursor, kind: cursorKind, count: 1)[0]
        guard key >= 0 else { throw StorageError(.invalid, "the cursor is not one of this list") }
        switch order {
        case .newestFirst: range = key > 0 ? 0...(key - 1) : nil
        case .oldestFirst: range = key < .max ? (key + 1)...Int64.max : nil
        }
    }

    func cursor(_ key: Int64) -> Cursor { CursorText.make(cursorKind, key) }

    /// The segments with keys still to come, each with those keys; in order within their class. `lag` tells which of them
    /// may have a time in the given range.
    func parts(
        _ segments: [Segment], from: Int64? = nil, to: Int64? = nil, lag: (Segment) -> Lag
    ) -> [SegmentRows.Part] {
        guard let range else { return [] }
        var parts: [SegmentRows.Part] = []
        for segment in segments {
            let first = max(segment.low, range.lowerBound)
            let last = min(segment.high - 1, range.upperBound)
            guard first <= last else { continue }
            if from == nil, to == nil {
                parts.append(SegmentRows.Part(segment: segment, keys: first...last))
            } else if let keys = lag(segment).keys(fromSeconds: from, toSeconds: to, in: first...last) {
                parts.append(SegmentRows.Part(segment: segment, keys: keys))
            }
        }
        return order == .newestFirst ? parts.reversed() : parts
    }

    /// SQL that reads rows of a table by key, through the segment's index when there are tokens to match.
    func sql(_ columns: String, from table: String, index: String?) -> String {
        let direction = order == .newestFirst ? "DESC" : "ASC"
        guard let index else {
            return "SELECT key, \(columns) FROM \(table) WHERE key BETWEEN ?1 AND ?2 ORDER BY key \(direction)"
        }
        return """
            SELECT key, \(columns) FROM \(index) CROSS JOIN \(table) ON key = \(index).rowid
            WHERE \(index) MATCH ?3 AND \(index).rowid BETWEEN ?1 AND ?2 ORDER BY \(index).rowid \(direction)
            """
    }
}
