internal import Model
internal import Storage

/// Collects the items of one slice and knows when to stop (design decision 14).
struct SliceBuilder<Item: Sendable> {
    private(set) var items: [Item] = []
    private let limit: Int
    private var bytes = 0
    private var rowsLeft: Int
    private var last: Cursor?

    init(_ page: Page, rows: Int) throws {
        guard page.limit >= 1 else { throw StorageError(.invalid, "limit \(page.limit) is below 1") }
        limit = min(page.limit, Page.maximumItems)
        rowsLeft = max(1, rows)
        items.reserveCapacity(min(limit, 128))
    }

    /// Whether the slice has room for an item; when not, there is more and the slice ends here.
    var hasRoom: Bool { items.count < limit && bytes < Page.maximumBytes }

    /// Items that are still wanted, and one to know whether the list goes on.
    var wanted: Int { limit - items.count + 1 }

    mutating func add(_ item: Item, bytes count: Int, at cursor: @autoclosure () -> Cursor) {
        items.append(item)
        bytes += count
        if !hasRoom { last = cursor() }
    }

    /// Notes that a row was looked at; false when the slice has looked at enough of them and ends after this one.
    mutating func look(at cursor: @autoclosure () -> Cursor) -> Bool {
        rowsLeft -= 1
        if rowsLeft <= 0, hasRoom { last = cursor() }
        return rowsLeft > 0
    }

    /// The slice, when there may be more.
    func partial() -> Slice<Item> { Slice(items, next: last) }

    /// The slice, when the list has ended.
    func complete() -> Slice<Item> { Slice(items, next: nil) }
}
