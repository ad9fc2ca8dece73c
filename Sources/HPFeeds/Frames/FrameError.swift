/// Why bytes are not a frame, or values do not fit into one.
public struct FrameError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        /// The opcode is none of the six.
        case unknownOpcode = "unknown opcode"
        /// The total length is below 5 or above the opcode's limit.
        case lengthOutOfBounds = "length out of bounds"
        /// A field is missing or its length byte points past the end.
        case malformedBody = "malformed body"
        /// An ident, channel, name or text is not UTF-8.
        case invalidUTF8 = "invalid UTF-8"
        /// A value to encode is longer than its length byte or the frame allows.
        case fieldTooLong = "field too long"
    }

    /// What is wrong.
    public let code: Code
    /// The field or number it is about, never payload bytes.
    public let field: String

    /// An error about `field`.
    public init(_ code: Code, field: String) {
        self.code = code
        self.field = field
    }

    /// Names the reason and the field.
    public var description: String { "\(code.rawValue) (\(field))" }
}
