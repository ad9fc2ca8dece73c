extension DocumentValue {
    /// Whether both are the same value: strings by bytes, numbers by value whether integer or double, dates by their
    /// milliseconds, booleans only as booleans (crits-api.md 4.8).
    public func isSame(as other: DocumentValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.equalsByBytes(right)
        case (.boolean(let left), .boolean(let right)): left == right
        case (.date(let left), .date(let right)): left.milliseconds == right.milliseconds
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.document(let left), .document(let right)):
            left.count == right.count
                && zip(left.fields, right.fields).allSatisfy { $0.name.equalsByBytes($1.name) && $0.value.isSame(as: $1.value) }
        default: isNumber && other.isNumber && comparedWithinKind(to: other) == 0
        }
    }

    /// Below 0, 0 or above 0 for two numbers, two strings (by bytes) or two dates; nil for values that can't be compared.
    public func comparedWithinKind(to other: DocumentValue) -> Int? {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.comparedByBytes(to: right)
        case (.integer(let left), .integer(let right)): DocumentValue.order(left, right)
        case (.double(let left), .double(let right)): left.isNaN || right.isNaN ? nil : DocumentValue.order(left, right)
        case (.integer(let left), .double(let right)): DocumentValue.order(left, right)
        case (.double(let left), .integer(let right)): DocumentValue.order(right, left).map { -$0 }
        case (.date(let left), .date(let right)): DocumentValue.order(left.milliseconds, right.milliseconds)
        default: nil
        }
    }

    /// Order of any two values, for sorting: numbers, strings, sub-documents, lists, booleans, dates (crits-api.md 4.7).
    public func compared(to other: DocumentValue) -> Int {
        if let order = comparedWithinKind(to: other) { return order }
        switch (self, other) {
        case (.boolean(let left), .boolean(let right)): return DocumentValue.order(left ? 1 : 0, right ? 1 : 0)
        case (.list(let left), .list(let right)): return DocumentValue.order(left, right)
        case (.document(let left), .document(let right)):
            for (mine, theirs) in zip(left.fields, right.fields) {
                let names = mine.name.comparedByBytes(to: theirs.name)
                if names != 0 { return names }
                let values = mine.value.compared(to: theirs.value)
                if values != 0 { return values }
            }
            return DocumentValue.order(left.count, right.count)
        default: return DocumentValue.order(rank, other.rank)
        }
    }

    private var isNumber: Bool {
        switch self {
        case .integer, .double: true
        case .string, .boolean, .date, .list, .document: false
        }
    }

    private var rank: Int {
        switch self {
        // What is no number has no place among numbers; before them all it has one.
        case .double(let value) where value.isNaN: 0
        case .integer, .double: 1
        case .string: 2
        case .document: 3
        case .list: 4
        case .boolean: 5
        case .date: 6
        }
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }

    private static func order(_ left: [DocumentValue], _ right: [DocumentValue]) -> Int {
        for (mine, theirs) in zip(left, right) {
            let values = mine.compared(to: theirs)
            if values != 0 { return values }
        }
        return order(left.count, right.count)
    }

    /// Exact where the conversion of the integer would round it.
    private static func order(_ left: Int64, _ right: Double) -> Int? {
        if right.isNaN { return nil }
        guard right < 0x1p63 else { return -1 }
        guard right >= -0x1p63 else { return 1 }
        let whole = right.rounded(.towardZero)
        let order = order(left, Int64(whole))
        return order != 0 ? order : self.order(whole, right)
    }
}

extension Timestamp {
    /// Milliseconds since the epoch, rounded towards the past.
    public var milliseconds: Int64 { microseconds / 1_000 - (microseconds % 1_000 < 0 ? 1 : 0) }

    /// The time without the part of it that is smaller than a millisecond (ruling 35).
    public var cutToMilliseconds: Timestamp {
        let (cut, isTooEarly) = milliseconds.multipliedReportingOverflow(by: 1_000)
        return isTooEarly ? self : Timestamp(microseconds: cut)
    }
}
