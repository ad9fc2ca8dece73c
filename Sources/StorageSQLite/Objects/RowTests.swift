internal import Documents
internal import Storage

/// Tests of the columns of a scan's rows, made on SQLite's own memory: nothing is copied of a row that fails.
final class RowTests {
    enum Result { case passes, fails, isUndecided }

    private let tests: [ColumnTest]
    private let matchers: [PatternSearch?]
    private var clock: ScanClock?

    /// The tests of a scan; throws `tooExpensive` past its end, too.
    init(_ scan: ObjectScan) throws {
        tests = scan.tests
        matchers = try scan.tests.map { test in
            guard case .pattern(let pattern) = test.question else { return nil }
            return try PatternSearch(pattern)
        }
        clock = scan.end.map { ScanClock(end: $0) }
    }

    /// Whether the row passes all tests; undecided where none fails but a column is NULL.
    func result(for row: PreparedStatement) throws -> Result {
        try clock?.tick()
        var result = Result.passes
        for (index, test) in tests.enumerated() {
            let column = RowTests.place(of: test.column)
            if row.isNull(column) {
                result = .isUndecided
                continue
            }
            let passes =
                switch test.question {
                case .never: false
                case .time(let comparison, let time): comparison.holds(row.int64(column), time)
                case .text(let comparison, let text):
                    row.withBytes(column) { bytes in comparison.holds(RowTests.order(bytes, text), 0) }
                case .pattern: try matchers[index]?.matches(row, column: column) ?? false
                }
            if !passes { return .fails }
        }
        return result
    }

    /// Place in ``ObjectRows/columns``.
    private static func place(of column: ColumnTest.Column) -> Int32 {
        switch column {
        case .created: 4
        case .modified: 5
        case .main: 6
        }
    }

    private static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: [UInt8]) -> Int {
        if left.lexicographicallyPrecedes(right) { return -1 }
        return left.elementsEqual(right) ? 0 : 1
    }
}
