/// Why a change to accounts, sensors or settings was refused: the field, and the reason in words for people.
///
/// Never holds a secret: values that may be one are not quoted.
public struct AccountError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Stable names of the causes.
    public enum Code: String, Sendable {
        /// The value does not have the right form.
        case invalid
        /// The name is taken.
        case exists
        /// What was named does not exist.
        case unknown
        /// The change would break a rule, such as deleting the last administrator.
        case refused
        /// Too much of that work is under way.
        case busy
    }

    /// The cause.
    public let code: Code
    /// The field at fault, such as `password`.
    public let field: String
    /// What is wrong with it.
    public let reason: String

    /// An error with field and reason.
    public init(_ code: Code, field: String, _ reason: String) {
        self.code = code
        self.field = field
        self.reason = reason
    }

    /// Field and reason.
    public var description: String { "\(field): \(reason)" }
}
