internal import Documents

/// Replaces the honeypot's own address in texts and member names by `honeypot` (normalization.md 4.15).
struct AddressEraser {
    typealias Member = (name: JSONView, value: JSONView)

    /// Spellings of the address, the longest first.
    private let spellings: [Spelling]

    private struct Spelling {
        let bytes: [UInt8]
        let isDotted: Bool
    }

    private static let replacement = "honeypot"

    /// - Parameter destination: The address as it was sent; what is no IP literal is never replaced.
    init(_ destination: String?) {
        guard let destination, let literal = IPLiteral(destination) else {
            spellings = []
            return
        }
        var spellings = [Spelling(bytes: AddressEraser.lowercased(destination.utf8), isDotted: literal.isDotted)]
        let unwrapped = IPLiteral.unwrapped(destination)
        if unwrapped != destination { spellings.append(Spelling(bytes: Array(unwrapped.utf8), isDotted: true)) }
        self.spellings = spellings
    }

    /// Writes a value with the address replaced in every text and name of it.
    func write(_ view: JSONView, to writer: inout JSONWriter) {
        switch view.kind {
        case .string where !spellings.isEmpty:
            if let erased = erased(view) { writer.string(utf8: erased) } else { writer.value(view) }
        case .array:
            writer.beginArray()
            for element in view.elements { write(element, to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            write(view.distinctMembers, to: &writer)
            writer.endObject()
        default:
            writer.value(view)
        }
    }

    /// Writes members; where two names become the same the last one stays.
    /// - Parameters:
    ///   - positions: What is not written.
    ///   - override: A position whose value, an object, is written with these members instead of its own.
    func write(
        _ members: [Member], leavingOut positions: Set<Int> = [],
        overriding override: (position: Int, members: [Member])? = nil, to writer: inout JSONWriter
    ) {
        var names: [String] = []
        names.reserveCapacity(members.count)
        var isChanged = false
        for (position, member) in members.enumerated() {
            if !positions.contains(position), let erased = erased(member.name) {
                isChanged = true
                names.append(String(decoding: erased, as: UTF8.self))
            } else {
                names.append(member.name.string ?? "")
            }
        }
        var lastPositions: [String: Int] = [:]
        if isChanged {
            for (position, name) in names.enumerated() where !positions.contains(position) { lastPositions[name] = position }
        }
        for (position, (name, member)) in zip(names, members).enumerated() {
            if positions.contains(position) || (isChanged && lastPositions[name] != position) { continue }
            writer.name(text: name)
            if let override, override.position == position {
                writer.beginObject()
                write(override.members, to: &writer)
                writer.endObject()
            } else {
                write(member.value, to: &writer)
            }
        }
    }

    /// A text with the address replaced.
    func erased(_ text: String) -> String {
        guard !spellings.isEmpty else { return text }
        var bytes = Array(text.utf8)
        var isChanged = false
        for spelling in spellings {
            guard let changed = AddressEraser.replacing(spelling, in: bytes) else { continue }
            bytes = changed
            isChanged = true
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }

    /// The text with the address replaced, nil when it does not occur.
    private func erased(_ view: JSONView) -> [UInt8]? {
        guard let shortest = spellings.last?.bytes.count, view.rawBytes.count >= shortest,
            var text = view.stringBytes
        else { return nil }
        var isChanged = false
        for spelling in spellings {
            if let changed = AddressEraser.replacing(spelling, in: text) {
                text = changed
                isChanged = true
            }
        }
        return isChanged ? text : nil
    }

    private static func replacing(_ spelling: Spelling, in text: [UInt8]) -> [UInt8]? {
        let count = spelling.bytes.count
        guard text.count >= count, let first = spelling.bytes.first else { return nil }
        var result: [UInt8] = []
        var kept = 0
        var start = 0
        while start <= text.count - count {
            guard lowercased(text[start]) == first, matches(spelling, in: text, at: start) else {
                start += 1
                continue
            }
            result += text[kept..<start]
            result += replacement.utf8
            start += count
            kept = start
        }
        return kept == 0 ? nil : result + text[kept...]
    }

    /// Whether the address stands there and is not part of another one.
    private static func matches(_ spelling: Spelling, in text: [UInt8], at start: Int) -> Bool {
        let end = start + spelling.bytes.count
        for (offset, byte) in spelling.bytes.enumerated() where lowercased(text[start + offset]) != byte { return false }
        if start > 0, isDigit(text[start - 1], spelling) { return false }
        if end < text.count, isDigit(text[end], spelling) { return false }
        guard spelling.isDotted else { return true }
        if start > 1, text[start - 1] == UInt8(ascii: "."), isDigit(text[start - 2], spelling) { return false }
        if end + 1 < text.count, text[end] == UInt8(ascii: "."), isDigit(text[end + 1], spelling) { return false }
        return true
    }

    private static func isDigit(_ byte: UInt8, _ spelling: Spelling) -> Bool {
        spelling.isDotted ? (0x30...0x39).contains(byte) : Hexadecimal.value(of: byte) != nil
    }

    private static func lowercased(_ text: some Sequence<UInt8>) -> [UInt8] { text.map { lowercased($0) } }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

extension IPLiteral {
    fileprivate var isDotted: Bool {
        if case .v4 = self { true } else { false }
    }
}
