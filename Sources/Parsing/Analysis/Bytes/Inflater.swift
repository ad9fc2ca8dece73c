import CZlib

/// Undoes zlib's compression within limits.
enum Inflater {
    /// How the compressed bytes are wrapped: windowBits as zlib wants them.
    enum Wrapping: Int32 {
        case zlib = 15
        case none = -15
    }

    /// What came out; of damaged or cut bytes what came out until then. It stops at the limit.
    static func inflate(_ bytes: ArraySlice<UInt8>, _ wrapping: Wrapping = .zlib, limit: Int) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
        // zlib reads from the pointer only and never writes to it.
        var input = Array(bytes)
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(clamping: input.count)
            var status = Z_OK
            while status == Z_OK, output.count < limit {
                let produced = buffer.withUnsafeMutableBufferPointer { room -> Int in
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(room.count)
                    status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return room.count - Int(stream.avail_out)
                }
                output.append(contentsOf: buffer[..<min(produced, limit - output.count)])
                if produced == 0 { break }
            }
        }
        return output
    }
}
