#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads an open file in chunks, and unpacks it if gzip has packed it; only what is not taken yet is held.
struct ChunkedFile {
    private let file: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// Bytes taken from the file so far.
    private(set) var bytesRead = 0
    /// The same, unpacked.
    private var bytesHeld = 0
    private var inflater: GzipInflater?

    init(file: Int32) {
        self.file = file
    }

    /// The place in the unpacked file of the next byte to take.
    var position: Int { bytesHeld - (buffer.count - start) }

    /// What is held and not taken yet.
    var available: ArraySlice<UInt8> { buffer[start...] }

    /// Reads until so many bytes are held; false when the file ends before.
    mutating func hold(_ count: Int) throws(ImportFileError) -> Bool {
        while buffer.count - start < count {
            if isAtEnd { return false }
            try fill()
        }
        return true
    }

    /// Passes bytes that are held.
    mutating func skip(_ count: Int) {
        start = min(buffer.count, start + count)
    }

    /// Takes bytes that are held.
    mutating func take(_ count: Int) -> [UInt8] {
        let part = Array(available.prefix(count))
        skip(count)
        return part
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
        chunk.removeLast(chunk.count - count)
        if bytesRead == 0, GzipInflater.isGzip(chunk) { inflater = GzipInflater() }
        isAtEnd = count == 0
        bytesRead += count
        if let inflater {
            if isAtEnd, inflater.isInside { throw ImportFileError("ends in the middle of what gzip has packed") }
            chunk = try inflater.unpack(chunk)
        }
        bytesHeld += chunk.count
        buffer.append(contentsOf: chunk)
    }
}
