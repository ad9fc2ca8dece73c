/// The values of an `in` or `nin` list: found in the same time however long the list is.
struct DocumentValueSet: Sendable {
    /// Values that are the same have the same key.
    private enum Key: Hashable, Sendable {
        case text(ExactText)
        case integer(Int64)
        case double(Double)
        case boolean(Bool)
        case milliseconds(Int64)
    }

    /// A text that is equal by its bytes only.
    private struct ExactText: Hashable, Sendable {
        let text: String

        static func == (left: ExactText, right: ExactText) -> Bool { left.text.equalsByBytes(right.text) }

        func hash(into hasher: inout Hasher) {
            let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            if isHashed == nil { Array(text.utf8).withUnsafeBytes { hasher.combine(bytes: $0) } }
        }
    }

    private let keys: Set<Key>
    /// Lists and sub-documents, which no query can write; compared one by one.
    private let composites: [DocumentValue]

    init(_ values: [DocumentValue]) {
        var keys = Set<Key>(minimumCapacity: values.count)
        var composites: [DocumentValue] = []
        for value in values {
            if let key = DocumentValueSet.key(value) { keys.insert(key) } else { composites.append(value) }
        }
        self.keys = keys
        self.composites = composites
    }

    func contains(_ value: DocumentValue) -> Bool {
        if let key = DocumentValueSet.key(value) { return keys.contains(key) }
        return composites.contains { $0.isSame(as: value) }
    }

    private static func key(_ value: DocumentValue) -> Key? {
        switch value {
        case .string(let text): .text(ExactText(text: text))
        case .integer(let number): .integer(number)
        case .double(let number): Int64(exactly: number).map(Key.integer) ?? .double(number)
        case .boolean(let isTrue): .boolean(isTrue)
        case .date(let date): .milliseconds(date.milliseconds)
        case .list, .document: nil
        }
    }
}
