/// Finds the XML declarations before the roots of a text with several roots (normalization.md 4.8).
struct XMLDeclarations {
    private let text: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ text: [UInt8]) { self.text = text }

    /// The text without its declarations. What is not well-formed stays for the parser to refuse.
    static func removed(from text: [UInt8]) -> [UInt8] {
        var scanner = XMLDeclarations(text)
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var kept = 0
        while let declaration = scanner.next() {
            result += text[kept..<declaration.lowerBound]
            kept = declaration.upperBound
        }
        return kept == 0 ? text : result + text[kept...]
    }

    private mutating func next() -> Range<Int>? {
        while let start = text[position...].firstIndex(of: UInt8(ascii: "<")) {
            if starts(with: "<!--", at: start) {
                skip(past: "-->", from: start + 4)
            } else if starts(with: "<![CDATA[", at: start) {
                skip(past: "]]>", from: start + 9)
            } else if starts(with: "<?", at: start) {
                skip(past: "?>", from: start + 2)
                if depth == 0, isDeclaration(at: start) { return start..<position }
            } else if starts(with: "</", at: start) {
                depth -= 1
                skip(past: ">", from: start + 2)
            } else {
                skipTag(from: start + 1)
            }
        }
        return nil
    }

    private func isDeclaration(at start: Int) -> Bool {
        guard starts(with: "<?xml", at: start), start + 5 < position else { return false }
        return [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "?")].contains(text[start + 5])
    }

    /// Skips the rest of a start tag, whose quoted values may hold `>`.
    private mutating func skipTag(from start: Int) {
        var quote: UInt8?
        position = start
        while position < text.count {
            let byte = text[position]
            position += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                if text[position - 2] != UInt8(ascii: "/") { depth += 1 }
                return
            }
        }
    }

    private func starts(with word: StaticString, at start: Int) -> Bool {
        text[start...].starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    private mutating func skip(past word: StaticString, from start: Int) {
        position = min(start, text.count)
        while position < text.count {
            if starts(with: word, at: position) {
                position += word.utf8CodeUnitCount
                return
            }
            position += 1
        }
    }
}
