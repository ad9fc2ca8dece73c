/// Why a text is not acceptable JSON, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "an unexpected byte"
        case badEscape = "an invalid escape in a string"
        case controlInString = "a control character in a string"
        case badNumber = "an invalid number"
        case tooDeep = "nested too deeply"
        case trailingBytes = "more text after the value"
        case tooLarge = "too large a text"
        case duplicateMember = "the same member twice"
    }

    /// What is wrong.
    public let reason: Reason
    /// Position of the fault, in bytes from the start.
    public let offset: Int

    /// A fault at a position.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// Never quotes the text itself, which may hold secrets.
    public var description: String { "not valid JSON: \(reason.rawValue) at byte \(offset)" }
}
