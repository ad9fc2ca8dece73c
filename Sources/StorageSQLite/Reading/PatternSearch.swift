internal import Documents

/// A pattern searched for in a column of many rows.
final class PatternSearch {
    private var matcher: Matcher

    init(_ pattern: Pattern) throws {
        matcher = try Matcher(pattern)
    }

    func matches(_ row: PreparedStatement, column: Int32) throws -> Bool {
        try row.withBytes(column) { try matcher.matches($0) }
    }
}
