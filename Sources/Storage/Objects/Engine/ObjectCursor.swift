/// The text of a cursor: a letter for the order, then numbers in hexadecimal.
enum ObjectCursor {
    /// The key of the last document seen, in the order of ids.
    case key(Int64)
    /// The place of the last document seen, in the order of a date.
    case place(ObjectPosition)
    /// How many documents were seen, in any other order.
    case count(Int)

    var text: String {
        switch self {
        case .key(let key): "k" + ObjectCursor.text(key)
        case .place(let place): "p" + (place.value.map(ObjectCursor.text) ?? "") + "." + ObjectCursor.text(place.key)
        case .count(let count): "n" + String(count, radix: 16)
        }
    }

    /// Throws `invalid` for a text that is none.
    init(_ text: String) throws(StorageError) {
        let rest = text.dropFirst()
        switch text.first {
        case "k": self = .key(try ObjectCursor.unsigned(rest))
        case "n": self = .count(Int(try ObjectCursor.unsigned(rest)))
        case "p":
            let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw ObjectCursor.invalid }
            let value = parts[0].isEmpty ? nil : Int64(bitPattern: try ObjectCursor.number(parts[0]))
            self = .place(ObjectPosition(value: value, key: try ObjectCursor.unsigned(parts[1])))
        default: throw ObjectCursor.invalid
        }
    }

    private static func text(_ number: Int64) -> String { String(UInt64(bitPattern: number), radix: 16) }

    private static func unsigned(_ digits: Substring) throws(StorageError) -> Int64 {
        guard let value = Int64(exactly: try number(digits)) else { throw invalid }
        return value
    }

    private static func number(_ digits: Substring) throws(StorageError) -> UInt64 {
        guard digits.utf8.count <= 16, digits.utf8.first != 0x2B, let number = UInt64(digits, radix: 16) else { throw invalid }
        return number
    }

    static let invalid = StorageError(.invalid, "the cursor is not one of this list")
}
