import CArchive

/// Undoes the compression of LZMA within limits.
enum LZMA {
    /// What came out of a stream in the form of `.lzma` files; of damaged or cut bytes what came out until then.
    static func decompress(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8] {
        guard let reader = archive_read_new() else { return [] }
        defer { archive_read_free(reader) }
        guard archive_read_support_filter_lzma(reader) == ARCHIVE_OK, archive_read_support_format_raw(reader) == ARCHIVE_OK else {
            return []
        }
        return bytes.withUnsafeBytes { bytes in
            var entry: OpaquePointer?
            guard archive_read_open_memory(reader, bytes.baseAddress, bytes.count) == ARCHIVE_OK,
                archive_read_next_header(reader, &entry) == ARCHIVE_OK
            else { return [] }
            return content(of: reader, limit: limit)
        }
    }

    private static func content(of reader: OpaquePointer, limit: Int) -> [UInt8] {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
        while output.count < limit {
            let count = buffer.withUnsafeMutableBytes { archive_read_data(reader, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            output.append(contentsOf: buffer[..<min(count, limit - output.count)])
        }
        return output
    }
}
