import CArchive

/// Writes a zip whose entries are encrypted with the traditional PKWARE cipher, which all common tools open
/// (crits-api.md 7.4), piece by piece.
///
/// Not thread-safe; one download owns one. What is ready to be sent is taken with ``take()``.
final class PasswordZip {
    /// libarchive's reason.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// Bytes that are ready to be sent; the caller takes them.
    private final class Output {
        var bytes: [UInt8] = []
    }

    /// `AE_IFREG`, a macro with a cast that is not imported.
    private static let regularFile: UInt32 = 0o100000

    private let archive: OpaquePointer
    private let output = Output()

    init(password: String) throws {
        guard let archive = archive_write_new() else { throw Problem(description: "out of memory") }
        self.archive = archive
        try check(archive_write_set_format_zip(archive))
        try check(archive_write_set_options(archive, "zip:encryption=zipcrypt"))
        try check(archive_write_set_passphrase(archive, password))
        try check(archive_write_set_bytes_per_block(archive, 0))
        // The archive does not outlive `self`, which holds `output`.
        let client = Unmanaged.passUnretained(output).toOpaque()
        try check(
            archive_write_open(
                archive, client, nil,
                { _, client, buffer, length in
                    guard let client, let buffer else { return -1 }
                    let bytes = UnsafeRawBufferPointer(start: buffer, count: length)
                    Unmanaged<Output>.fromOpaque(client).takeUnretainedValue().bytes.append(contentsOf: bytes)
                    return length
                }, nil))
    }

    deinit { archive_write_free(archive) }

    /// Begins an entry. `size` is that of the content that follows, nil where it is not known ahead.
    func begin(name: String, size: Int64?) throws {
        guard let entry = archive_entry_new() else { throw Problem(description: "out of memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname_utf8(entry, name)
        archive_entry_set_filetype(entry, PasswordZip.regularFile)
        archive_entry_set_perm(entry, 0o644)
        if let size { archive_entry_set_size(entry, size) }
        try check(archive_write_header(archive, entry))
    }

    /// Adds content to the entry that began last.
    func write(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
            guard written > 0 else { throw problem() }
            offset += written
        }
    }

    /// Ends the archive.
    func finish() throws {
        try check(archive_write_close(archive))
    }

    /// Takes the bytes that are ready.
    func take() -> [UInt8] {
        defer { output.bytes = [] }
        return output.bytes
    }

    private func check(_ status: Int32) throws {
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw problem() }
    }

    private func problem() -> Problem {
        Problem(description: archive_error_string(archive).map { String(cString: $0) } ?? "the archive could not be written")
    }
}
