/// Reads the lines of a file or of standard input in chunks; a line is held once, however long the file is.
struct LineReader {
    /// A longer line can't be a message.
    static let maximumLineBytes = 32 * 1_048_576

    private var file: ChunkedFile

    init(file: Int32) {
        self.file = ChunkedFile(file: file)
    }

    /// Bytes taken from the file so far.
    var bytesRead: Int { file.bytesRead }

    /// The next line without its end; nil at the end of the file. A line that is too long is cut, and so refused.
    mutating func next() throws(ImportFileError) -> [UInt8]? {
        var searched = 0
        while true {
            let held = file.available
            if let end = held.dropFirst(searched).firstIndex(of: 0x0A) {
                let line = file.take(end - held.startIndex)
                file.skip(1)
                return line
            }
            searched = held.count
            guard searched <= LineReader.maximumLineBytes else { return file.take(searched) }
            guard try file.hold(searched + 1) else { return searched == 0 ? nil : file.take(searched) }
        }
    }
}

/// Why a whole file can't be imported.
public struct ImportFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The reason; the caller names the file.
    public let description: String

    /// An error with its reason.
    public init(_ reason: String) {
        description = reason
    }
}
