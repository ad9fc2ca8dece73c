/// Documents as the XML of crits-api.md 6.5.
enum DocumentXML {
    static let declaration = Array("<?xml version='1.0' encoding='utf-8'?>\n".utf8)

    /// An element named by the key, or by what it is where there is none, as in a list.
    static func append(_ value: DocumentValue?, name: String? = nil, to output: inout [UInt8]) {
        switch value {
        case nil: append(name ?? "value", "null", isEmpty: true, to: &output) { _ in }
        case .string(let text): append(name ?? "value", nil, isEmpty: false, to: &output) { appendText(text, to: &$0) }
        case .integer(let number): append(name ?? "value", "integer", isEmpty: false, to: &output) { $0 += "\(number)".utf8 }
        case .double(let number): append(name ?? "value", "float", isEmpty: false, to: &output) { $0 += "\(number)".utf8 }
        case .boolean(let isTrue):
            append(name ?? "value", "boolean", isEmpty: false, to: &output) { $0 += (isTrue ? "True" : "False").utf8 }
        case .date(let date): append(name ?? "value", nil, isEmpty: false, to: &output) { date.appendDocumentText(to: &$0) }
        case .list(let elements):
            append(name ?? "objects", "list", isEmpty: elements.isEmpty, to: &output) { output in
                for element in elements { append(element, to: &output) }
            }
        case .document(let document):
            append(name ?? "object", "hash", isEmpty: document.isEmpty, to: &output) { appendChildren(of: document, to: &$0) }
        }
    }

    static func appendChildren(of document: Document, to output: inout [UInt8]) {
        for field in document.fields { append(field.value, name: field.name, to: &output) }
    }

    private static func append(
        _ name: String, _ type: String?, isEmpty: Bool, to output: inout [UInt8], content: (inout [UInt8]) -> Void
    ) {
        output.append(0x3C)
        appendName(name, to: &output)
        if let type { output += " type=\"\(type)\"".utf8 }
        guard !isEmpty else { return output += "/>".utf8 }
        output.append(0x3E)
        content(&output)
        output += "</".utf8
        appendName(name, to: &output)
        output.append(0x3E)
    }

    /// Characters that XML 1.0 does not know are dropped.
    private static func appendText(_ text: String, to output: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;".utf8
            case "<": output += "&lt;".utf8
            case ">": output += "&gt;".utf8
            // A reader would turn it into a line feed.
            case "\r": output += "&#13;".utf8
            case "\t", "\n", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            default: break
            }
        }
    }

    /// A key as an XML name without a colon: what a name can't have becomes `_`.
    private static func appendName(_ name: String, to output: inout [UInt8]) {
        guard !name.isEmpty else { return output.append(0x5F) }
        for (position, scalar) in name.unicodeScalars.enumerated() {
            if isNameStart(scalar) || (position > 0 && isNamePart(scalar)) {
                output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            } else {
                output.append(0x5F)
            }
        }
    }

    /// Of letters outside ASCII those that every edition of XML 1.0, and so every reader, allows.
    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_", "\u{C0}"..."\u{D6}", "\u{D8}"..."\u{F6}", "\u{F8}"..."\u{FF}": true
        default: false
        }
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "-", ".": true
        default: false
        }
    }
}
