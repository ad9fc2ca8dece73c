internal import Documents

/// Why a message gives no documents. The text names a field and a reason and never quotes the payload.
public struct NormalizationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One short line, kept beside the raw record as its `last_error`.
    public let message: String

    /// A reason in words.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// The text of the Mnemosyne WebAPI for a channel that nothing understands (normalization.md 2.3).
    public static let noNormalizer = NormalizationError("No normalizer found")
}

extension NormalizationError {
    static let notAnObject = NormalizationError("payload: not a JSON object")

    static func missing(_ field: String) -> NormalizationError { NormalizationError("\(field): missing") }
    static func notText(_ field: String) -> NormalizationError { NormalizationError("\(field): not a text") }
    static func notPort(_ field: String) -> NormalizationError { NormalizationError("\(field): not a port") }
    static func notInteger(_ field: String) -> NormalizationError { NormalizationError("\(field): not an integer") }
    static func notArray(_ field: String) -> NormalizationError { NormalizationError("\(field): not an array") }
    static func notObject(_ field: String) -> NormalizationError { NormalizationError("\(field): not an object") }
    static func notCredentials(_ field: String) -> NormalizationError {
        NormalizationError("\(field): not a list of login and password")
    }
    static func notEndpoint(_ field: String) -> NormalizationError {
        NormalizationError("\(field): not an address and a port")
    }
    static func notTime(_ field: String) -> NormalizationError { NormalizationError("\(field): not a time of the expected form") }
    static func notJSON(_ error: JSONError) -> NormalizationError { NormalizationError("payload: \(error.description)") }
    static func tooManySessions(_ count: Int, limit: Int) -> NormalizationError {
        NormalizationError("sessions: \(count) in one message, at most \(limit)")
    }
}
