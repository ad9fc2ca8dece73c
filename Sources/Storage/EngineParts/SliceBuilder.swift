/// Collects the items of one slice and knows when to stop (design decision 14).
package struct SliceBuilder<Item: Sendable> {
    package private(set) var items: [Item] = []
    /// Items of the slice at most.
    package let limit: Int
    /// Bytes of the items so far.
    package private(set) var bytes = 0
    private var rowsLeft: Int
    private var last: Cursor?

    /// - Parameter rows: how many rows the slice may look at; it ends early after them.
    ///
    /// Throws `invalid` for a limit below 1.
    package init(_ page: Page, rows: Int = .max) throws(StorageError) {
        guard page.limit >= 1 else { throw StorageError(.invalid, "limit \(page.limit) is below 1") }
        limit = min(page.limit, Page.maximumItems)
        rowsLeft = max(1, rows)
        items.reserveCapacity(min(limit, 128))
    }

    /// Whether the slice has room for an item; when not, there is more and the slice ends here.
    package var hasRoom: Bool { items.count < limit && bytes < Page.maximumBytes }

    /// Items that are still wanted, and one to know whether the list goes on.
    package var wanted: Int { limit - items.count + 1 }

    /// Takes an item. The cursor is made only if the slice ends with it.
    package mutating func add(_ item: Item, bytes count: Int, at cursor: @autoclosure () -> Cursor) {
        items.append(item)
        bytes += count
        if !hasRoom { last = cursor() }
    }

    /// Notes that a row was looked at; false when the slice has looked at enough of them and ends after this one.
    package mutating func look(at cursor: @autoclosure () -> Cursor) -> Bool {
        rowsLeft -= 1
        if rowsLeft <= 0, hasRoom { last = cursor() }
        return rowsLeft > 0
    }

    /// The slice, when there may be more.
    package func partial() -> Slice<Item> { Slice(items, next: last) }

    /// The slice, when there may be more after a place that gave no item.
    package func partial(at cursor: Cursor) -> Slice<Item> { Slice(items, next: cursor) }

    /// The slice, when the list has ended.
    package func complete() -> Slice<Item> { Slice(items, next: nil) }
}
