/// Names and values of headers in the form in which they are stored (crits-resources-1.md 9.3, 9.4).
enum HeaderText {
    /// `X-Originating-IP` becomes `x_originating_ip`: white space and hyphens are underscores, what is no part of a word goes.
    static func normalizedName(_ name: String) -> String {
        var normalized = ""
        for character in name.unicodeScalars {
            if character == "-" || character == "_" || character.properties.isWhitespace {
                if normalized.last != "_" { normalized.append("_") }
            } else if character.properties.isAlphabetic || character.properties.numericType != nil {
                normalized.unicodeScalars.append(character)
            }
        }
        return normalized.lowercased()
    }

    /// A value on one line and in printable ASCII. A tab that continues a line becomes a space, so that words stay apart.
    static func value(_ raw: some Sequence<UInt8>) -> String {
        var bytes: [UInt8] = []
        var followsBreak = false
        for byte in raw {
            switch byte {
            case 0x0A: followsBreak = true
            case 0x09 where followsBreak:
                bytes.append(0x20)
                followsBreak = false
            case 0x20...0x7E:
                bytes.append(byte)
                followsBreak = false
            default: break
            }
        }
        let text = bytes.drop { $0 == 0x20 }
        let end = text.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? text.startIndex
        return String(decoding: text[..<end], as: UTF8.self)
    }

    /// Whether a line reads `Name: value`: no white space before the first colon, and white space or nothing after it.
    static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else { return false }
        guard line[..<colon].allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        let next = colon + 1
        return next >= line.endIndex || [0x20, 0x09, 0x0D, 0x0A].contains(line[next])
    }
}
