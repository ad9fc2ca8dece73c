/// The text of a cursor: a letter for the order, then a number in hexadecimal.
enum ObjectCursor {
    /// The key of the last document seen, in the order of ids.
    case key(Int64)
    /// How many documents were seen, in any other order.
    case count(Int)

    var text: String {
        switch self {
        case .key(let key): "k" + String(UInt64(bitPattern: key), radix: 16)
        case .count(let count): "n" + String(count, radix: 16)
        }
    }

    /// Throws `invalid` for a text that is none.
    init(_ text: String) throws(StorageError) {
        let digits = text.dropFirst()
        guard digits.utf8.count <= 16, digits.utf8.first != 0x2B, let number = UInt64(digits, radix: 16),
            let value = Int64(exactly: number)
        else { throw ObjectCursor.invalid }
        switch text.first {
        case "k": self = .key(value)
        case "n": self = .count(Int(value))
        default: throw ObjectCursor.invalid
        }
    }

    static let invalid = StorageError(.invalid, "the cursor is not one of this list")
}
