package import Documents

/// A test of one column of an object's row, which an engine can make while it reads rows, so that those that fail are never
/// taken out of it.
package struct ColumnTest: Sendable {
    /// A column that says what a field of the document holds, wherever it is not NULL.
    package enum Column: Sendable, Hashable {
        case created
        case modified
        case main

        package init?(_ name: String, mainKey: String?) {
            switch name {
            case "created": self = .created
            case "modified": self = .modified
            case mainKey: self = .main
            default: return nil
            }
        }
    }

    /// What is asked of it.
    package enum Question: Sendable {
        /// Milliseconds of a date.
        case time(Criterion.Comparison, Int64)
        /// A text by its bytes.
        case text(Criterion.Comparison, [UInt8])
        case pattern(Pattern)
        /// No value of the column can be what is asked for.
        case never
    }

    package let column: Column
    package let question: Question

    /// The test of a criterion; nil for one that no column answers.
    package init?(_ criterion: Criterion, mainKey: String?) {
        guard let name = criterion.path.first, let column = Column(name, mainKey: mainKey) else { return nil }
        self.column = column
        switch (criterion.test, column) {
        case (.compares(let comparison, .date(let date)), .created), (.compares(let comparison, .date(let date)), .modified):
            question = .time(comparison, date.milliseconds)
        case (.compares(let comparison, .string(let text)), .main): question = .text(comparison, Array(text.utf8))
        case (.matches(let pattern), .main): question = .pattern(pattern)
        case (.compares, _), (.matches, _): question = .never
        default: return nil
        }
    }
}

extension Criterion.Comparison {
    /// Whether the comparison holds between two values.
    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .less: left < right
        case .lessOrEqual: left <= right
        }
    }
}
