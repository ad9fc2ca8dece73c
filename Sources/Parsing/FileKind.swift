import CMagic

/// What libmagic says of a file's beginning (crits-resources-2.md 7.3).
public struct FileKind: Sendable, Equatable {
    /// In words, such as `PE32 executable (GUI) Intel 80386, for MS Windows`.
    public let filetype: String
    /// Such as `application/x-dosexec`.
    public let mimetype: String
}

/// Tells kinds of files; opens libmagic's database once. Not thread-safe.
public final class FileKindDetector {
    private let description: OpaquePointer
    private let mime: OpaquePointer

    /// Throws when the database can't be read.
    public init() throws(ParsingError) {
        description = try FileKindDetector.open(MAGIC_NONE)
        mime = try FileKindDetector.open(MAGIC_MIME_TYPE)
    }

    deinit {
        magic_close(description)
        magic_close(mime)
    }

    /// The kind of a file by its first megabyte.
    public func kind(of bytes: [UInt8]) throws(ParsingError) -> FileKind {
        FileKind(filetype: try ask(description, bytes), mimetype: try ask(mime, bytes))
    }

    private static func open(_ flags: Int32) throws(ParsingError) -> OpaquePointer {
        guard let handle = magic_open(flags) else { throw ParsingError("libmagic could not be opened") }
        guard magic_load(handle, nil) == 0 else {
            magic_close(handle)
            throw ParsingError("libmagic has no database")
        }
        return handle
    }

    private func ask(_ handle: OpaquePointer, _ bytes: [UInt8]) throws(ParsingError) -> String {
        guard let text = bytes.withUnsafeBytes({ magic_buffer(handle, $0.baseAddress, $0.count) }) else {
            throw ParsingError("libmagic found nothing")
        }
        return String(cString: text)
    }
}
