/// What has to be known of an uploaded file and can only be told by parsing it; done outside of the server's process
/// (design decision 17).
public protocol FileParsing: Sendable {
    /// The kind of a file by its beginning; `Unavailable` twice where it could not be told.
    func kind(of beginning: [UInt8]) async -> (filetype: String, mimetype: String)
    /// The files of an archive; throws ``FileParsingError`` with the reason.
    func members(of archive: [UInt8], password: String?) async throws -> [(name: String, content: [UInt8])]
}

/// Why a file could not be parsed; a sentence for the client.
public struct FileParsingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error with its reason.
    public init(_ description: String) {
        self.description = description
    }
}
