internal import Storage

/// Tokens as words of an FTS5 table: ten letters and digits each, which is 50 bits of the hash. The tokenizer takes no upper
/// case and no other characters.
enum TokenText {
    private static let digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    private static let length = 10

    /// Words for a row, ascending, so that equal tokens give equal texts.
    static func row(_ tokens: Set<UInt64>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(tokens.count * (length + 1))
        for token in tokens.map({ $0 & mask }).sorted() {
            if !text.isEmpty { text.append(0x20) }
            append(token, to: &text)
        }
        return text
    }

    /// The query for a condition on rows that all have a token, such as those of a type.
    static func query(_ condition: TokenCondition, among universe: UInt64) -> String {
        var text: [UInt8] = []
        append(universe & mask, to: &text)
        if condition != .everything {
            text.append(contentsOf: " AND ".utf8)
            append(condition, universe, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The query for rows with one of some tokens.
    static func query(anyOf tokens: [UInt64]) -> String {
        var text: [UInt8] = []
        for token in tokens {
            if !text.isEmpty { text.append(contentsOf: " OR ".utf8) }
            append(token & mask, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ condition: TokenCondition, _ universe: UInt64, to text: inout [UInt8]) {
        switch condition {
        case .everything: append(universe & mask, to: &text)
        case .nothing: append(.not(.everything), universe, to: &text)
        case .has(let token): append(token & mask, to: &text)
        case .not(let inner):
            text.append(0x28)
            append(universe & mask, to: &text)
            text.append(contentsOf: " NOT ".utf8)
            append(inner, universe, to: &text)
            text.append(0x29)
        case .and(let parts): append(parts, " AND ", universe, to: &text)
        case .or(let parts): append(parts, " OR ", universe, to: &text)
        }
    }

    private static func append(_ parts: [TokenCondition], _ operation: String, _ universe: UInt64, to text: inout [UInt8]) {
        text.append(0x28)
        for (index, part) in parts.enumerated() {
            if index > 0 { text.append(contentsOf: operation.utf8) }
            append(part, universe, to: &text)
        }
        text.append(0x29)
    }

    private static let mask: UInt64 = 1 << 50 - 1

    private static func append(_ token: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: UInt64(45), through: 0, by: -5) { text.append(digits[Int(token >> shift & 31)]) }
    }
}
