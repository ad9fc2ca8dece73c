/// The `meta` of a list answer (crits-api.md 1.7).
public struct ListMeta: Sendable, Equatable {
    /// Documents at most.
    public let limit: Int
    /// Documents skipped.
    public let offset: Int
    /// Documents that match.
    public let total: Int
    /// Path and query of the next page; nil on the last.
    public let next: String?
    /// Path and query of the page before; nil on the first.
    public let previous: String?

    /// What is told about a page.
    public init(limit: Int, offset: Int, total: Int, next: String?, previous: String?) {
        self.limit = limit
        self.offset = offset
        self.total = total
        self.next = next
        self.previous = previous
    }

    /// Keys in their order; nil is the null that no document has.
    var fields: [(name: String, value: DocumentValue?)] {
        [
            ("limit", .integer(Int64(limit))), ("next", next.map(DocumentValue.string)), ("offset", .integer(Int64(offset))),
            ("previous", previous.map(DocumentValue.string)), ("total_count", .integer(Int64(total))),
        ]
    }
}
