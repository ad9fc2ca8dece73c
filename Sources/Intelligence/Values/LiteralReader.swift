import Documents

/// Reads a value written as JSON or as a Python literal, such as `{'offset': 0}` (crits-resources-2.md 9.2).
struct LiteralReader {
    /// Deepest nesting of lists and objects.
    static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0

    /// The value of a text; nil when it is anything else. A null is an empty text, since documents have none.
    static func read(_ text: String) -> DocumentValue? {
        var reader = LiteralReader(bytes: Array(text.utf8))
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipBlanks()
        return reader.position == reader.bytes.count ? value : nil
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> DocumentValue? {
        guard depth < Self.maximumDepth else { return nil }
        skipBlanks()
        switch current {
        case 0x7B: return object(depth: depth)
        case 0x5B: return list(closedBy: 0x5D, depth: depth)
        case 0x28: return list(closedBy: 0x29, depth: depth)
        case 0x22, 0x27: return text().map { .string($0) }
        default: return word()
        }
    }

    private mutating func object(depth: Int) -> DocumentValue? {
        position += 1
        var document = Document()
        if skip(0x7D) { return .document(document) }
        repeat {
            skipBlanks()
            if current == 0x7D { break }
            guard current == 0x22 || current == 0x27, let name = text(), skip(0x3A), let value = value(depth: depth + 1) else { return nil }
            document[name] = value
        } while skip(0x2C)
        return skip(0x7D) ? .document(document) : nil
    }

    private mutating func list(closedBy end: UInt8, depth: Int) -> DocumentValue? {
        position += 1
        var elements: [DocumentValue] = []
        if skip(end) { return .list(elements) }
        repeat {
            skipBlanks()
            if current == end { break }
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
        } while skip(0x2C)
        return skip(end) ? .list(elements) : nil
    }

    private mutating func word() -> DocumentValue? {
        let start = position
        while let byte = current, byte > 0x20, !",:]})".utf8.contains(byte) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "True", "true": return .boolean(true)
        case "False", "false": return .boolean(false)
        case "None", "null": return .string("")
        default: break
        }
        guard let first = word.utf8.first, first == 0x2D || first == 0x2B || (0x30...0x39).contains(first) else { return nil }
        if let number = Int64(word) { return .integer(number) }
        guard let number = Double(word), number.isFinite else { return nil }
        return .double(number)
    }

    /// A quoted text with the escapes that both languages share.
    private mutating func text() -> String? {
        let quote = bytes[position]
        position += 1
        var output: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case quote: return String(decoding: output, as: UTF8.self)
            case 0x5C: guard appendEscape(to: &output) else { return nil }
            default: output.append(byte)
            }
        }
        return nil
    }

    private mutating func appendEscape(to output: inout [UInt8]) -> Bool {
        guard let mark = current else { return false }
        position += 1
        switch mark {
        case 0x6E: output.append(0x0A)
        case 0x74: output.append(0x09)
        case 0x72: output.append(0x0D)
        case 0x62: output.append(0x08)
        case 0x66: output.append(0x0C)
        case 0x22, 0x27, 0x2F, 0x5C: output.append(mark)
        case 0x78: return append(scalar: digits(2), to: &output)
        case 0x55: return append(scalar: digits(8), to: &output)
        case 0x75:
            guard let unit = digits(4) else { return false }
            guard (0xD800..<0xDC00).contains(unit), current == 0x5C, position + 1 < bytes.count, bytes[position + 1] == 0x75 else {
                return append(scalar: unit, to: &output)
            }
            position += 2
            guard let low = digits(4), (0xDC00..<0xE000).contains(low) else { return false }
            return append(scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), to: &output)
        default: output += [0x5C, mark]
        }
        return true
    }

    private func append(scalar value: UInt32?, to output: inout [UInt8]) -> Bool {
        guard let value, let scalar = Unicode.Scalar(value) else { return false }
        output.append(contentsOf: String(Character(scalar)).utf8)
        return true
    }

    private mutating func digits(_ count: Int) -> UInt32? {
        guard bytes.count - position >= count else { return nil }
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Hexadecimal.value(of: bytes[position]) else { return nil }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
