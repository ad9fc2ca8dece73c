/// Where a list goes on: opaque text made by the engine, safe in a URL (ruling 39).
public struct Cursor: Sendable, Hashable {
    /// Letters, digits, `-`, `_` and `.` only.
    public let text: String

    /// A cursor from its text, which the engine checks when it is used.
    public init(_ text: String) {
        self.text = text
    }
}

/// How much of a list to read in one go (design decision 14).
public struct Page: Sendable {
    /// Items wanted, at least 1; an engine may give fewer and still have more.
    public var limit: Int
    /// Go on after this place; nil starts at the beginning.
    public var after: Cursor?

    /// Items of one slice at the most.
    public static let maximumItems = 1_000
    /// Bytes of one slice at the most, give or take its last item.
    public static let maximumBytes = 1 << 20

    /// A page.
    public init(limit: Int = Page.maximumItems, after: Cursor? = nil) {
        self.limit = limit
        self.after = after
    }
}

/// A part of a list, read and released: no handle of the engine is held once it is there.
public struct Slice<Item: Sendable>: Sendable {
    /// In the order of the list.
    public var items: [Item]
    /// Where the list goes on; nil at its end. Set even when `items` is empty but the engine has not seen everything.
    public var next: Cursor?

    /// A part of a list.
    public init(_ items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }
}
