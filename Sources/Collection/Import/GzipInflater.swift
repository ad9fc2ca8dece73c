import CZlib

/// Unpacks gzip piece by piece (RFC 1952), members one after the other included. Not thread-safe; one file owns one.
final class GzipInflater {
    /// At a fixed address, which zlib remembers.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// Whether a member has begun and not ended.
    private(set) var isInside = false

    /// Largest window, and a gzip head instead of zlib's.
    private static let windowBits: Int32 = 15 + 16

    init() {
        stream.initialize(to: z_stream())
        _ = inflateInit2_(stream, GzipInflater.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether bytes begin like a gzip file.
    static func isGzip(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The unpacked form of the next piece.
    func unpack(_ bytes: [UInt8]) throws(ImportFileError) -> [UInt8] {
        var input = bytes
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1_024)
        var status = Z_OK
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                if !isInside, stream.pointee.avail_in > 0 { isInside = true }
                let made = buffer.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    status = inflate(stream, Z_NO_FLUSH)
                    return output.count - Int(stream.pointee.avail_out)
                }
                result.append(contentsOf: buffer[..<made])
                if status == Z_STREAM_END {
                    isInside = false
                    status = inflateReset(stream)
                }
            } while status == Z_OK && (stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0)
            stream.pointee.next_in = nil
        }
        guard status == Z_OK || status == Z_BUF_ERROR else { throw ImportFileError("is no gzip file, or a damaged one") }
        return result
    }
}
