import CArchive
import Glibc

/// Reads the regular files of a zip, rar or 7z archive (crits-resources-2.md 7.6), within limits that a hostile one runs into.
public struct ArchiveReader: Sendable {
    /// What an archive may grow into (threats.md 21).
    public struct Limits: Sendable {
        /// Regular files.
        public var members = 1_000
        /// Bytes of all files together.
        public var expandedBytes = 256 << 20
        /// Expanded bytes for each byte of the archive, once more than a megabyte came out.
        public var ratio = 100

        /// The defaults.
        public init() {}
    }

    /// One file of an archive.
    public struct Member: Sendable, Equatable {
        /// The last component of its path.
        public let name: String
        /// Its content, not empty.
        public let content: [UInt8]
    }

    /// `AE_IFREG`, a macro with a cast that is not imported.
    private static let regularFile: mode_t = 0o100000

    private let limits: Limits

    /// A reader with limits.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// All files that are not empty, in the order of the archive; nothing is ever written to disk.
    public func members(of archive: [UInt8], password: String?) throws(ParsingError) -> [Member] {
        guard let reader = archive_read_new() else { throw ParsingError("out of memory") }
        defer { archive_read_free(reader) }
        for support in [
            archive_read_support_format_zip, archive_read_support_format_rar, archive_read_support_format_rar5,
            archive_read_support_format_7zip,
        ]
        where support(reader) != ARCHIVE_OK { throw ArchiveReader.problem(reader) }
        if let password, !password.isEmpty { archive_read_add_passphrase(reader, password) }
        let result = archive.withUnsafeBytes { bytes -> Result<[Member], ParsingError> in
            guard archive_read_open_memory(reader, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
                return .failure(ArchiveReader.problem(reader))
            }
            do throws(ParsingError) {
                return .success(try read(reader, archiveSize: bytes.count))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func read(_ reader: OpaquePointer, archiveSize: Int) throws(ParsingError) -> [Member] {
        var members: [Member] = []
        var expanded = 0
        var entry: OpaquePointer?
        while true {
            let status = archive_read_next_header(reader, &entry)
            if status == ARCHIVE_EOF { return members }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw ArchiveReader.problem(reader) }
            guard archive_entry_filetype(entry) == ArchiveReader.regularFile else { continue }
            if archive_entry_is_encrypted(entry) != 0, archive_format(reader) & Int32(ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_ZIP {
                throw ParsingError("encrypted rar and 7z archives can't be opened")
            }
            guard members.count < limits.members else { throw ParsingError("more than \(limits.members) files") }
            let content = try content(of: reader, archiveSize: archiveSize, expanded: &expanded)
            if !content.isEmpty { members.append(Member(name: ArchiveReader.name(of: entry), content: content)) }
        }
    }

    private func content(of reader: OpaquePointer, archiveSize: Int, expanded: inout Int) throws(ParsingError) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
        while true {
            let count = buffer.withUnsafeMutableBytes { archive_read_data(reader, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw ArchiveReader.problem(reader) }
            if count == 0 { return content }
            expanded += count
            guard expanded <= limits.expandedBytes else { throw ParsingError("it expands to more than \(limits.expandedBytes) bytes") }
            guard expanded <= 1 << 20 || expanded / max(1, archiveSize) <= limits.ratio else {
                throw ParsingError("it expands to more than \(limits.ratio) times its size")
            }
            content.append(contentsOf: buffer[..<count])
        }
    }

    /// The part after the last separator of either system; `unnamed` where nothing is left.
    private static func name(of entry: OpaquePointer) -> String {
        let path = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        let text = path.map { String(cString: $0) } ?? ""
        let name = text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        return name.isEmpty || name == "." || name == ".." ? "unnamed" : name
    }

    private static func problem(_ reader: OpaquePointer) -> ParsingError {
        ParsingError(archive_error_string(reader).map { String(cString: $0) } ?? "it is no archive")
    }
}
