/// Why bytes could not be read as what they were said to be.
public struct ParsingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence without bytes of the file.
    public let description: String

    /// An error with its reason.
    public init(_ description: String) {
        self.description = description
    }
}
