/// Objects of one type in the order of a date, by the index over it.
package struct ObjectWalk: Sendable {
    package var type: String
    /// `created` or `modified`.
    package var column: DateColumn
    /// Whether the latest date comes first. Objects without a date come before all others, or last in descending order; of
    /// one date the smallest key always comes first.
    package var isDescending: Bool
    /// Only what comes after that place.
    package var after: ObjectPosition?
    package var limit: Int

    package init(type: String, column: DateColumn, isDescending: Bool, after: ObjectPosition?, limit: Int) {
        self.type = type
        self.column = column
        self.isDescending = isDescending
        self.after = after
        self.limit = limit
    }
}

/// A date by which objects can be walked.
package enum DateColumn: String, Sendable, Hashable {
    case created
    case modified
}

/// Where an object is in the order of a date.
package struct ObjectPosition: Sendable, Hashable {
    /// Milliseconds; nil for an object without the date.
    package var value: Int64?
    package var key: Int64

    package init(value: Int64?, key: Int64) {
        self.value = value
        self.key = key
    }

    /// Whether it comes before another.
    package func precedes(_ other: ObjectPosition, isDescending: Bool) -> Bool {
        guard value != other.value else { return key < other.key }
        let isSmaller = (value ?? .min, value == nil ? 0 : 1) < (other.value ?? .min, other.value == nil ? 0 : 1)
        return isSmaller != isDescending
    }
}
