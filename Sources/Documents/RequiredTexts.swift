/// Reads a regular expression for texts that whatever matches must contain, but for the case of letters. An index over parts of
/// texts narrows a search by them (design decision 7). Where it does not understand the expression it finds none.
public struct RequiredTexts {
    /// In the order of the expression: printable ASCII in lower case, three characters or more. None has a letter whose case
    /// depends on who folds it: `i` (Turkish), `k` and `s` (the Kelvin sign and the long s are theirs).
    public private(set) var texts: [String] = []
    private var run: [UInt8] = []
    private var rest: ArraySlice<UInt8>

    private static let shortest = 3
    private static let ambiguous = Set("iks".utf8)
    /// Escapes that stand for a place or for one character out of a class, and say nothing of what follows.
    private static let plainEscapes = Set("dDwWsSbBAzZhHvVtnrf".utf8)
    /// What may follow `(?` in a group that changes nothing outside it.
    private static let plainGroups = Set(":=!<>".utf8)

    private struct NotUnderstood: Error {}

    /// Of a regular expression.
    public init(_ source: String) {
        rest = Array(source.utf8)[...]
        do {
            while let byte = rest.popFirst() { try take(byte) }
            end()
        } catch {
            texts = []
        }
    }

    private mutating func take(_ byte: UInt8) throws(NotUnderstood) {
        switch byte {
        case UInt8(ascii: "|"): throw NotUnderstood()
        case UInt8(ascii: "("):
            end()
            try skipGroup()
        case UInt8(ascii: ")"): throw NotUnderstood()
        case UInt8(ascii: "["):
            end()
            try skipClass()
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            // The character before may be missing.
            if !run.isEmpty { run.removeLast() }
            end()
            if byte == UInt8(ascii: "{") { try skipCount() }
        case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "+"): end()
        case UInt8(ascii: "\\"): if let literal = try escape() { add(literal) } else { end() }
        default: add(byte)
        }
    }

    private mutating func add(_ byte: UInt8) {
        let lower = (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
        guard (0x20..<0x7F).contains(lower), !RequiredTexts.ambiguous.contains(lower) else {
            end()
            // The quantifier of this character is not one of the last text.
            return
        }
        run.append(lower)
    }

    private mutating func end() {
        if run.count >= RequiredTexts.shortest { texts.append(String(decoding: run, as: UTF8.self)) }
        run.removeAll()
    }

    /// The character that an escape stands for; nil for a class or a place.
    private mutating func escape() throws(NotUnderstood) -> UInt8? {
        guard let byte = rest.popFirst() else { throw NotUnderstood() }
        if RequiredTexts.plainEscapes.contains(byte) { return nil }
        let isWord = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        guard !isWord, byte < 0x80 else { throw NotUnderstood() }
        return byte
    }

    private mutating func skipCount() throws(NotUnderstood) {
        let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ",") }
        guard let first = digits.first, first != UInt8(ascii: ","), rest.dropFirst(digits.count).first == UInt8(ascii: "}") else {
            throw NotUnderstood()
        }
        rest = rest.dropFirst(digits.count + 1)
    }

    private mutating func skipGroup() throws(NotUnderstood) {
        var depth = 1
        try checkGroup()
        while depth > 0 {
            guard let byte = rest.popFirst() else { throw NotUnderstood() }
            switch byte {
            case UInt8(ascii: "("):
                try checkGroup()
                depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "["): try skipClass()
            case UInt8(ascii: "\\"): _ = try escape()
            default: break
            }
        }
    }

    private func checkGroup() throws(NotUnderstood) {
        let (first, second) = (rest.first, rest.dropFirst().first)
        if first == UInt8(ascii: "*") { throw NotUnderstood() }
        if first == UInt8(ascii: "?") {
            guard let second, RequiredTexts.plainGroups.contains(second) else { throw NotUnderstood() }
        }
    }

    private mutating func skipClass() throws(NotUnderstood) {
        if rest.first == UInt8(ascii: "^") { rest = rest.dropFirst() }
        if rest.first == UInt8(ascii: "]") { rest = rest.dropFirst() }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "]"): return
            case UInt8(ascii: "["): throw NotUnderstood()
            case UInt8(ascii: "\\"): _ = try escape()
            default: break
            }
        }
        throw NotUnderstood()
    }
}
