/// Text that web forms sent with its special characters escaped (crits-actions.md 4.9).
enum HTMLText {
    private static let named: [Substring: String] = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]

    /// Decodes the entities of a text once; what is none stays.
    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...]
            // The longest entity has ten characters.
            let window = rest.prefix(12)
            if let end = window.firstIndex(of: ";"), let character = character(of: rest[rest.index(after: start)..<end]) {
                result += character
                rest = rest[rest.index(after: end)...]
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private static func character(of entity: Substring) -> String? {
        guard entity.first == "#" else { return named[entity] }
        let digits = entity.dropFirst()
        let number = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
