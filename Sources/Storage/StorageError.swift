/// Why a store could not do what was asked.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Stable names of the causes.
    public enum Code: String, Sendable {
        /// The engine can't be reached, or another process holds it; asking again later may help.
        case unavailable
        /// The disk is full, or a quota is used up.
        case full
        /// The files can't be written.
        case readOnly
        /// The files are damaged, or are no store at all.
        case corrupt
        /// The store was written by a version that this one does not know.
        case tooNew
        /// A unique name is taken.
        case conflict
        /// What was named does not exist.
        case notFound
        /// A rule that always holds forbids it, such as that an administrator stays.
        case refused
        /// A query went past its budget of time.
        case tooExpensive
        /// A cursor or an argument that the engine can't use.
        case invalid
        /// Anything else.
        case failed
    }

    /// The cause.
    public let code: Code
    /// One sentence for an operator: no secret, no payload.
    public let message: String

    /// An error with its cause.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Cause and sentence.
    public var description: String { "\(message) (\(code.rawValue))" }
}
