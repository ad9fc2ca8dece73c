import Documents

/// The order of a list of dorks, which both engines keep in columns of these names.
extension DorkFilter {
    /// The column by which the list is sorted.
    package var column: String {
        switch sortBy {
        case .count: "count"
        case .content: "content"
        case .type: "type"
        case .lasttime: "last_time"
        case .firsttime: "first_time"
        }
    }

    /// Whether that is a text: such may be longer than a cursor, which then only names the row.
    package var sortsByText: Bool { sortBy == .content || sortBy == .type }

    /// Kind of its cursors.
    package var cursorKind: String { "d\(ascending ? "a" : "d")\(sortBy.rawValue)" }

    /// The number of a dork by which the list is sorted; 0 where that is a text.
    package func number(of dork: StoredDork) -> Int64 {
        switch sortBy {
        case .count: Int64(dork.count)
        case .firsttime: dork.first.microseconds
        case .lasttime: dork.last.microseconds
        case .content, .type: 0
        }
    }
}
