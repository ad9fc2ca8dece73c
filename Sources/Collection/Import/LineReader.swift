#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads the lines of a file or of standard input in chunks; a line is held once, however long the file is.
struct LineReader {
    /// A longer line can't be a message.
    static let maximumLineBytes = 32 * 1_048_576

    private let file: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// Bytes taken from the file so far.
    private(set) var bytesRead = 0

    init(file: Int32) {
        self.file = file
    }

    /// The next line without its end; nil at the end of the file. A line that is too long is cut, and so refused.
    mutating func next() throws(ImportFileError) -> [UInt8]? {
        while true {
            if let end = buffer[start...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return Array(buffer[start...])
            }
            guard buffer.count - start <= LineReader.maximumLineBytes else {
                defer { start = buffer.count }
                return Array(buffer[start...])
            }
            try fill()
        }
    }

    private mutating func fill() throws(ImportFileError) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        if count < 0 {
            guard errno == EINTR else { throw ImportFileError("can't be read: \(String(cString: strerror(errno)))") }
            return
        }
        isAtEnd = count == 0
        bytesRead += count
        buffer.append(contentsOf: chunk[..<count])
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
