import Model
import Storage

/// Walks a list that is ordered by key, newest or oldest first, through windows of partitions: a query that may touch all of
/// them would have to lock and plan them all.
struct KeyedList {
    let order: ReceiptOrder
    /// Kind of its cursors.
    private let cursorKind: String
    /// Keys still to come; nil at the end.
    private var range: ClosedRange<Int64>?

    init(_ name: String, order: ReceiptOrder, page: Page) throws(StorageError) {
        self.order = order
        cursorKind = name + (order == .newestFirst ? "d" : "a")
        range = 0...Int64.max
        guard let cursor = page.after else { return }
        let key = try CursorText.numbers(cursor, kind: cursorKind, count: 1)[0]
        guard key >= 0 else { throw StorageError(.invalid, "the cursor is not one of this list") }
        goOn(after: key)
    }

    var direction: String { order == .newestFirst ? "DESC" : "ASC" }

    func cursor(_ key: Int64) -> Cursor { CursorText.make(cursorKind, key) }

    private mutating func goOn(after key: Int64) {
        guard let range else { return }
        switch order {
        case .newestFirst: self.range = key > range.lowerBound ? range.lowerBound...(key - 1) : nil
        case .oldestFirst: self.range = key < range.upperBound ? (key + 1)...range.upperBound : nil
        }
    }

    /// Partitions read at once: the first alone, then more and more, since the ones before had too few rows.
    private static let windows = [1, 2, 4, 8, 16, 32]

    /// Ranges of keys still to come, in order. Between known days there are no gaps, so that partitions which came since the
    /// days were read are not missed; a bound on times leaves out what the lags of the days rule out.
    func parts(_ days: [DayPartition], times: TimeBounds?) -> [ClosedRange<Int64>] {
        guard let range else { return [] }
        var ranges: [ClosedRange<Int64>]
        if let times {
            ranges = days.compactMap { times.keys($0)?.clamped(inside: range) }
        } else {
            let lows = [0] + days.map(\.low).filter { $0 > 0 }
            let highs = lows.dropFirst().map { $0 - 1 } + [Int64.max]
            ranges = zip(lows, highs).compactMap { ($0...max($0, $1)).clamped(inside: range) }
        }
        if order == .newestFirst { ranges.reverse() }
        var windows: [ClosedRange<Int64>] = []
        var start = 0
        while start < ranges.count {
            let size = KeyedList.windows[min(windows.count, KeyedList.windows.count - 1)]
            let part = ranges[start..<min(start + size, ranges.count)]
            windows.append(part.map(\.lowerBound).reduce(.max, min)...part.map(\.upperBound).reduce(0, max))
            start += size
        }
        return windows
    }

    /// A slice that has looked for so long gives what it has, so that others get its connection.
    private static let patience = Duration.seconds(2)

    /// Reads a slice. `rows` reads so many rows of a range of keys in the order of the list, the key in column 0; `item` gives
    /// what a row stands for, and about how many bytes that has.
    func slice<Item: Sendable>(
        _ page: Page, parts: [ClosedRange<Int64>], rows: (ClosedRange<Int64>, Int) throws(StorageError) -> KeyedRows,
        items: (Rows) throws(StorageError) -> [(item: Item, bytes: Int)]
    ) throws(StorageError) -> Slice<Item> {
        var builder = try SliceBuilder<Item>(page)
        let end = ContinuousClock.now + KeyedList.patience
        for part in parts {
            var walk = self
            walk.range = part
            while let range = walk.range {
                let wanted = builder.chunk
                let found = try rows(range, wanted)
                for (row, entry) in zip(found.rows, try items(found.rows)).prefix(found.count) {
                    guard builder.hasRoom else { return builder.partial() }
                    builder.add(entry.item, bytes: entry.bytes, at: cursor(row.int64(0)))
                    walk.goOn(after: row.int64(0))
                }
                guard found.count < wanted else { continue }
                let last = order == .newestFirst ? found.covered.lowerBound : found.covered.upperBound
                walk.goOn(after: last)
                if walk.range != nil, ContinuousClock.now >= end { return builder.partial(at: cursor(last)) }
            }
        }
        return builder.complete()
    }
}

/// Rows of a range of keys.
struct KeyedRows {
    let rows: Rows
    /// How many of them belong to the list; one more may mark where the reading stopped.
    let count: Int
    /// The part of the range in which there are no others, if these are fewer than were asked for.
    let covered: ClosedRange<Int64>
}

extension KeyedRows {
    /// All rows of a range, as far as there was room for them.
    init(_ rows: Rows, all range: ClosedRange<Int64>) {
        self.init(rows: rows, count: rows.count, covered: range)
    }
}

/// A range of times and the lag by which keys may lie beside it.
struct TimeBounds {
    /// Seconds, both ends included.
    let from: Int64?
    let to: Int64?
    let lag: any KeyPath<DayPartition, Lag> & Sendable

    func keys(_ day: DayPartition) -> ClosedRange<Int64>? {
        day.keys(from: from, to: to, lag: day[keyPath: lag])
    }
}

extension ClosedRange<Int64> {
    /// The part that lies inside another range; nil when there is none.
    fileprivate func clamped(inside other: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        overlaps(other) ? clamped(to: other) : nil
    }
}
