public import Documents

/// How a payload is shown as a string: as text, or as hexadecimal digits when it is binary (normalization.md 2.2).
public enum PayloadText {
    /// The two forms.
    public enum Form: String, Sendable {
        case text
        case hex
    }

    /// Text, unless one of the first 20 bytes is no printable ASCII, or a NUL or invalid UTF-8 follows.
    public static func form(of payload: [UInt8]) -> Form {
        for byte in payload.prefix(20) where !isPrintable(byte) { return .hex }
        return !payload.contains(0) && JSONText.isUTF8(payload) ? .text : .hex
    }

    /// Writes the payload as a string value.
    public static func write(_ payload: [UInt8], to writer: inout JSONWriter) {
        switch form(of: payload) {
        case .text: writer.string(utf8: payload)
        case .hex: writer.hexadecimal(payload)
        }
    }

    private static func isPrintable(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) || (0x09...0x0D).contains(byte)
    }
}
