/// A value of a stored document: what JSON has, plus dates (crits-api.md 6.2).
///
/// Ids are strings of 24 hexadecimal digits. A field without a value is absent; there is no null.
public enum DocumentValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case double(Double)
    case boolean(Bool)
    /// Cut to milliseconds (ruling 35).
    case date(Timestamp)
    case list([DocumentValue])
    case document(Document)
}

/// A stored document: named values, sorted by the bytes of their names.
public struct Document: Sendable, Hashable {
    /// A name with its value.
    public struct Field: Sendable, Hashable {
        /// The key as it stands in the database and in answers.
        public let name: String
        /// What it holds.
        public var value: DocumentValue

        /// A field.
        public init(name: String, value: DocumentValue) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, sorted by the UTF-8 bytes of their names, each name once.
    public private(set) var fields: [Field] = []

    /// A document without fields.
    public init() {}

    /// A document from fields in any order; of a repeated name the last value stays.
    public init(_ unordered: some Sequence<Field>) {
        var isOrdered = true
        for field in unordered {
            // Fields that come in order, as all stored ones do, need no search.
            if let last = fields.last, !last.name.precedesByBytes(field.name) { isOrdered = false }
            fields.append(field)
        }
        if !isOrdered { sort() }
    }

    /// Sorts all at once: to search a place for each would take time that grows with the square of their number.
    private mutating func sort() {
        let places = fields.indices.sorted { left, right in
            if fields[left].name.precedesByBytes(fields[right].name) { return true }
            return fields[left].name.equalsByBytes(fields[right].name) && left < right
        }
        var sorted: [Field] = []
        sorted.reserveCapacity(fields.count)
        for place in places {
            if let last = sorted.last, last.name.equalsByBytes(fields[place].name) { sorted.removeLast() }
            sorted.append(fields[place])
        }
        fields = sorted
    }

    /// Number of fields.
    public var count: Int { fields.count }
    /// Whether there is no field.
    public var isEmpty: Bool { fields.isEmpty }

    /// The value of a name; setting nil removes the field.
    public subscript(_ name: String) -> DocumentValue? {
        get {
            let position = place(of: name)
            return isName(name, at: position) ? fields[position].value : nil
        }
        set {
            let position = place(of: name)
            let isThere = isName(name, at: position)
            switch (newValue, isThere) {
            case (let value?, true): fields[position].value = value
            case (let value?, false): fields.insert(Field(name: name, value: value), at: position)
            case (nil, true): fields.remove(at: position)
            case (nil, false): break
            }
        }
    }

    /// By bytes: names that are only canonically equivalent differ.
    private func isName(_ name: String, at position: Int) -> Bool {
        position < fields.count && fields[position].name.equalsByBytes(name)
    }

    /// First position whose name is not smaller, by bytes.
    private func place(of name: String) -> Int {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name.precedesByBytes(name) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Document: ExpressibleByDictionaryLiteral {
    /// A document from names and values; of a repeated name the last value stays.
    public init(dictionaryLiteral elements: (String, DocumentValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension DocumentValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// The text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// The number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// The truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension DocumentValue {
    /// The text, where it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The whole number, where it is one.
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// The truth value, where it is one.
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    /// The date, where it is one.
    public var date: Timestamp? { if case .date(let value) = self { value } else { nil } }
    /// The elements, where it is a list.
    public var list: [DocumentValue]? { if case .list(let value) = self { value } else { nil } }
    /// The sub-document, where it is one.
    public var document: Document? { if case .document(let value) = self { value } else { nil } }
}
