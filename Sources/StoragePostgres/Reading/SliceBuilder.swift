import Storage

/// Collects the items of one slice and knows when to stop (design decision 14).
///
/// A slice is read in chunks, each a statement of its own that goes on after the last row of the one before. The first chunk
/// is small, the others as large as the average row leaves room for, so that no answer of the server is much larger than a
/// slice may be.
struct SliceBuilder<Item: Sendable> {
    private(set) var items: [Item] = []
    private let limit: Int
    private var bytes = 0
    private var last: Cursor?

    private static var firstChunk: Int { 64 }
    private static var largestChunk: Int { 1_001 }

    init(_ page: Page) throws(StorageError) {
        guard page.limit >= 1 else { throw StorageError(.invalid, "limit \(page.limit) is below 1") }
        limit = min(page.limit, Page.maximumItems)
        items.reserveCapacity(min(limit, 128))
    }

    /// Whether the slice has room for an item; when not, there is more and the slice ends here.
    var hasRoom: Bool { items.count < limit && bytes < Page.maximumBytes }

    /// Rows to ask for next: those still wanted, and one to know whether the list goes on.
    var chunk: Int {
        let wanted = limit - items.count + 1
        guard !items.isEmpty else { return min(wanted, SliceBuilder.firstChunk) }
        let average = max(1, bytes / items.count)
        return max(1, min(wanted, (Page.maximumBytes - bytes) / average + 1, SliceBuilder.largestChunk))
    }

    mutating func add(_ item: Item, bytes count: Int, at cursor: Cursor) {
        items.append(item)
        bytes += count
        last = cursor
    }

    /// The slice, when there is more.
    func partial() -> Slice<Item> { Slice(items, next: last) }

    /// The slice, when there may be more after a place that gave no item.
    func partial(at cursor: Cursor) -> Slice<Item> { Slice(items, next: cursor) }

    /// The slice, when the list has ended.
    func complete() -> Slice<Item> { Slice(items, next: nil) }
}
