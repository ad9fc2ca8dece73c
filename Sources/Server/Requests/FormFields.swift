import Documents

/// The fields of a form or a query string (`a=1&b=2`): names and values percent-decoded, `+` a blank, of repeated ones the
/// last wins (honeypot-api.md 1).
struct FormFields: Sendable {
    private var fields: [(name: String, value: String)] = []

    /// Fields of a text; none when it is nil or empty.
    init(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = part[..<(equals ?? part.endIndex)]
            let value = equals.map { part[part.index(after: $0)...] } ?? part[part.endIndex...]
            fields.append((FormFields.decode(name), FormFields.decode(value)))
        }
    }

    /// The value of a field, the last one when there are several; nil when it is absent.
    subscript(_ name: String) -> String? {
        fields.last { $0.name == name }?.value
    }

    /// All fields in their order.
    var pairs: [(name: String, value: String)] { fields }

    /// All values of a field in their order, such as those of ticked boxes.
    func values(of name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The text with its credentials and cursor left out, in its order, encoded again.
    func query(without names: Set<String>) -> String {
        fields.filter { !names.contains($0.name) }.map { "\(FormFields.encode($0.name))=\(FormFields.encode($0.value))" }
            .joined(separator: "&")
    }

    /// An escape that is none stays as it is; bytes that are not UTF-8 become U+FFFD.
    static func decode(_ text: Substring.UTF8View) -> String {
        guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(Substring(text)) }
        var bytes: [UInt8] = []
        let source = Array(text)
        var position = 0
        while position < source.count {
            let byte = source[position]
            if byte == UInt8(ascii: "%"), position + 2 < source.count, let high = Hexadecimal.value(of: source[position + 1]),
                let low = Hexadecimal.value(of: source[position + 2])
            {
                bytes.append(high << 4 | low)
                position += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                position += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Everything but unreserved characters escaped.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                Hexadecimal.append([byte], to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
