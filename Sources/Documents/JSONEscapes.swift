/// Escapes inside JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// Appends the UTF-8 bytes that an escaped string stands for. The escapes must have been validated.
    static func decode(_ escaped: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var position = escaped.startIndex
        while position < escaped.endIndex {
            let plain = position
            while position < escaped.endIndex, escaped[position] != UInt8(ascii: "\\") { position &+= 1 }
            if position > plain { output.append(contentsOf: UnsafeBufferPointer(rebasing: escaped[plain..<position])) }
            guard position &+ 1 < escaped.endIndex else { return }
            switch escaped[position &+ 1] {
            case UInt8(ascii: "u"):
                position = decodeUnicode(escaped, at: position, into: &output)
                continue
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case let plain: output.append(plain)
            }
            position &+= 2
        }
    }

    /// Appends the scalar of a `\uXXXX` or of a pair of them; gives the position after it.
    private static func decodeUnicode(_ escaped: UnsafeBufferPointer<UInt8>, at start: Int, into output: inout [UInt8]) -> Int {
        let first = unit(escaped, at: start)
        var scalar = first
        var end = start &+ 6
        if first & 0xFC00 == 0xD800, end &+ 6 <= escaped.endIndex, escaped[end] == UInt8(ascii: "\\"),
            escaped[end &+ 1] == UInt8(ascii: "u")
        {
            let second = unit(escaped, at: end)
            if second & 0xFC00 == 0xDC00 {
                scalar = 0x10000 &+ ((first & 0x3FF) << 10 | (second & 0x3FF))
                end &+= 6
            }
        }
        let character = Unicode.Scalar(scalar) ?? "\u{FFFD}"
        output.append(contentsOf: UTF8.encode(character) ?? UTF8.encodedReplacementCharacter)
        return end
    }

    private static func unit(_ escaped: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
        var value: UInt32 = 0
        for offset in 2..<6 where start &+ offset < escaped.endIndex {
            value = value << 4 | UInt32(Hexadecimal.value(of: escaped[start &+ offset]) ?? 0)
        }
        return value
    }

    /// Appends text with what JSON demands escaped: quotes, backslashes and control characters; U+007F stays.
    static func encode(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var start = 0
        var position = 0
        while position < text.count {
            position = JSONEscapes.endOfPlainText(text, from: position)
            guard position < text.count else { break }
            let byte = text[position]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                position &+= 1
                continue
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<position]))
            appendEscape(of: byte, to: &output)
            position &+= 1
            start = position
        }
        if position > start { output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<position])) }
    }

    /// The first position that may hold a quote, a backslash or a control character, eight bytes at a time; of the last
    /// seven bytes each is left to the caller.
    @inline(__always)
    static func endOfPlainText(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = text.baseAddress else { return start }
        let raw = UnsafeRawPointer(base)
        let last = text.count &- 8
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        var position = start
        // Eight bytes from `last` on end with the text, so that no byte outside is read.
        while position <= last {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            let controls = (word &- (ones &* 0x20)) & ~word
            let found = (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | controls) & high
            // Borrows can only make bytes after a true find look like one, so the first is exact.
            if found != 0 { return position &+ found.trailingZeroBitCount >> 3 }
            position &+= 8
        }
        return position
    }

    private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        default:
            output.append(contentsOf: "u00".utf8)
            output.append(Hexadecimal.digit(byte >> 4))
            output.append(Hexadecimal.digit(byte & 0xF))
        }
    }
}
