/// Why the parameters of a search are refused; the server answers 400 with the message as `error`.
public struct SearchRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence for the client, not yet escaped: it may quote what the client sent.
    public let message: String

    /// A refusal.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
