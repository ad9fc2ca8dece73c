/// Texts as YAML scalars of one line.
enum YAMLText {
    /// Plain where no reader could take it for anything else, else in single quotes, or in double quotes with escapes where
    /// it has characters that are not printed.
    static func append(_ text: String, to output: inout [UInt8]) {
        if !text.unicodeScalars.allSatisfy(isPrintable) {
            appendEscaped(text, to: &output)
        } else if isPlain(text) {
            output += text.utf8
        } else {
            output.append(0x27)
            for byte in text.utf8 {
                if byte == 0x27 { output.append(0x27) }
                output.append(byte)
            }
            output.append(0x27)
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{20}"..."\u{7E}", "\u{A0}"..."\u{2027}", "\u{202A}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
            "\u{FF00}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
            true
        default: false
        }
    }

    private static let words: Set<String> = ["y", "n", "yes", "no", "true", "false", "on", "off", "null", "~", "=", "<<"]
    /// What a plain scalar can't begin with, or only under conditions not worth testing.
    private static let indicators = Set("-?:,[]{}#&*!|>'\"%@`".utf8)
    private static let numberParts = Set("0123456789+-._:,eExXoObBtTzZ ".utf8)

    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, !indicators.contains(first), first != 0x20, last != 0x20, last != 0x3A
        else { return false }
        for (byte, next) in zip(bytes, bytes.dropFirst()) where (byte == 0x3A && next == 0x20) || (byte == 0x20 && next == 0x23) {
            return false
        }
        // The end of a document, were it at the start of a line.
        if bytes.starts(with: "...".utf8) { return false }
        if bytes.count <= 5, words.contains(text.lowercased()) { return false }
        return !looksLikeNumber(bytes)
    }

    /// Numbers and dates of YAML 1.1 and 1.2, and some texts more.
    private static func looksLikeNumber(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, (0x30...0x39).contains(first) || first == 0x2B || first == 0x2E else { return false }
        if bytes.allSatisfy(numberParts.contains) { return true }
        // `.inf`, `.nan`, `0xFF`, each also behind a sign.
        let magnitude = first == 0x2B ? bytes.dropFirst() : bytes[...]
        let start = String(decoding: magnitude.prefix(4), as: UTF8.self).lowercased()
        return start == ".inf" || start == ".nan" || start.hasPrefix("0x")
    }

    private static func appendEscaped(_ text: String, to output: inout [UInt8]) {
        output.append(0x22)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\"".utf8
            case "\\": output += "\\\\".utf8
            case "\n": output += "\\n".utf8
            case "\r": output += "\\r".utf8
            case "\t": output += "\\t".utf8
            case _ where isPrintable(scalar): output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            default: appendNumber(of: scalar, to: &output)
            }
        }
        output.append(0x22)
    }

    private static func appendNumber(of scalar: Unicode.Scalar, to output: inout [UInt8]) {
        let (letter, digits): (UInt8, Int) = scalar.value < 0x100 ? (0x78, 2) : scalar.value < 0x1_0000 ? (0x75, 4) : (0x55, 8)
        output.append(0x5C)
        output.append(letter)
        for position in stride(from: digits - 1, through: 0, by: -1) {
            output.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: scalar.value >> UInt32(position * 4) & 0xF)))
        }
    }
}
