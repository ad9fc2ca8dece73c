import Model
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why the spool can't take or give messages.
public struct SpoolError: Error, Sendable, CustomStringConvertible {
    /// One sentence with the file and the system's reason.
    public let description: String

    init(_ action: String, _ path: String, _ number: Int32) {
        description = "the spool can't \(action) \(path): \(String(cString: strerror(number)))"
    }
}

/// Messages on disk that wait for the store, oldest first, in files of a bounded size (design decision 12).
///
/// There is one party that appends and one that reads. What was read stays on disk until it is acknowledged; after a kill
/// it is read again, and the keys tell what the store has already.
actor Spool {
    /// Bytes after which a new file is begun.
    static let fileBytes = 16 * 1_048_576

    private struct File {
        let path: String
        var bytes: Int
    }

    private let executor = QueueExecutor(label: "waggle.spool")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let directory: String
    /// Oldest first; the last one is being written while `writer` is open.
    private var files: [File] = []
    private var writer: Int32 = -1
    /// Where reading goes on: inside `files[readFile]`.
    private var readFile = 0
    private var readOffset = 0
    private let gauges = NIOLockedValueBox((records: 0, bytes: 0))

    init(directory: String) {
        self.directory = directory
    }

    /// Messages not yet read, and bytes on disk. Readable from anywhere.
    nonisolated var size: (records: Int, bytes: Int) { gauges.withLockedValue { $0 } }

    /// Finds what an earlier run left; messages up to that key are in the store already. Gives the last key found.
    func open(committed: RecordKey?) throws(SpoolError) -> RecordKey? {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw SpoolError("make", directory, errno) }
        var last: RecordKey?
        for path in try listFiles() {
            let content = try contents(of: path)
            var offset = 0
            var pending = 0
            content.withUnsafeBytes { bytes in
                while let (record, next) = SpoolRecord.read(bytes, at: offset) {
                    offset = next
                    last = max(last ?? record.key, record.key)
                    if committed.map({ record.key > $0 }) ?? true { pending += 1 }
                }
            }
            if pending == 0 {
                unlink(path)
                continue
            }
            // A torn record at the end was never acknowledged to anyone: cut it off, so that new records can follow.
            if offset < content.count { truncate(path, off_t(offset)) }
            files.append(File(path: path, bytes: offset))
            gauges.withLockedValue {
                $0.records += pending
                $0.bytes += offset
            }
        }
        watermark = committed
        return last
    }

    private var watermark: RecordKey?

    private func listFiles() throws(SpoolError) -> [String] {
        guard let handle = opendir(directory) else { throw SpoolError("read", directory, errno) }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".spool") { names.append(name) }
        }
        return names.sorted().map { "\(directory)/\($0)" }
    }

    private func contents(of path: String) throws(SpoolError) -> [UInt8] {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SpoolError("read", path, errno) }
        defer { Glibc.close(file) }
        return try read(file, path, from: 0, count: Int(lseek(file, 0, SEEK_END)))
    }

    private func read(_ file: Int32, _ path: String, from offset: Int, count: Int) throws(SpoolError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { return }
                filled += got
            }
        }
        guard failure == 0 else { throw SpoolError("read", path, failure) }
        return bytes
    }

    /// Appends messages and returns when they are on the disk. Throws without having appended anything.
    func append(_ messages: [KeyedMessage]) throws(SpoolError) {
        guard let first = messages.first else { return }
        // A file in which everything is read takes no more: its name says how old its first record is, and older ones may
        // still have to be put before what comes now.
        if writer < 0 || size.records == 0 || (files.last?.bytes ?? 0) >= Spool.fileBytes { try startFile(first.key) }
        var bytes: [UInt8] = []
        for message in messages { SpoolRecord.append(message, to: &bytes) }
        let index = files.count - 1
        let path = files[index].path
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(writer, buffer.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 {
                let reason = errno
                ftruncate(writer, off_t(files[index].bytes))
                throw SpoolError("write", path, reason)
            }
            written += count
        }
        if fdatasync(writer) != 0 {
            let reason = errno
            ftruncate(writer, off_t(files[index].bytes))
            throw SpoolError("sync", path, reason)
        }
        files[index].bytes += bytes.count
        gauges.withLockedValue {
            $0.records += messages.count
            $0.bytes += bytes.count
        }
    }

    private func startFile(_ first: RecordKey) throws(SpoolError) {
        if writer >= 0 { Glibc.close(writer) }
        let digits = String(first.rawValue, radix: 16)
        let path = "\(directory)/\(String(repeating: "0", count: 16 - digits.count))\(digits).spool"
        writer = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard writer >= 0 else { throw SpoolError("make", path, errno) }
        files.append(File(path: path, bytes: 0))
        let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY)
        if folder >= 0 {
            fsync(folder)
            Glibc.close(folder)
        }
    }

    /// The next messages, up to that many; empty when there are none. They stay on disk until ``acknowledge()``.
    func next(_ limit: Int) throws(SpoolError) -> [KeyedMessage] {
        var result: [KeyedMessage] = []
        while result.isEmpty, readFile < files.count {
            if readOffset >= files[readFile].bytes {
                if readFile == files.count - 1 { break }
                readFile += 1
                readOffset = 0
                continue
            }
            result = try readRecords(limit)
        }
        gauges.withLockedValue { $0.records = max(0, $0.records - result.count) }
        return result
    }

    private func readRecords(_ limit: Int) throws(SpoolError) -> [KeyedMessage] {
        let file = files[readFile]
        let handle = Glibc.open(file.path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else { throw SpoolError("read", file.path, errno) }
        defer { Glibc.close(handle) }
        var result: [KeyedMessage] = []
        var window = 1_048_576
        while true {
            let chunk = try read(handle, file.path, from: readOffset, count: min(window, file.bytes - readOffset))
            var offset = 0
            chunk.withUnsafeBytes { bytes in
                while result.count < limit, let (record, next) = SpoolRecord.read(bytes, at: offset) {
                    offset = next
                    if watermark.map({ record.key > $0 }) ?? true { result.append(record) }
                }
            }
            readOffset += offset
            if offset > 0 || readOffset >= file.bytes { return result }
            guard chunk.count == window else {
                // Damage in the middle of a file: what follows can't be found, so the file ends here.
                readOffset = file.bytes
                return result
            }
            window *= 4
        }
    }

    /// All that was read is in the store: files that were read to their end are removed.
    func acknowledge() {
        while readFile > 0 { removeFirst() }
        if let only = files.first, files.count == 1, readOffset >= only.bytes {
            if writer >= 0 { Glibc.close(writer) }
            writer = -1
            removeFirst()
            readOffset = 0
        }
    }

    private func removeFirst() {
        let file = files.removeFirst()
        unlink(file.path)
        readFile = max(0, readFile - 1)
        gauges.withLockedValue { $0.bytes = max(0, $0.bytes - file.bytes) }
    }

    /// Writes messages that are older than all others here into a file of their own, for the next ``open(committed:)``.
    func prepend(_ messages: [KeyedMessage]) throws(SpoolError) {
        close()
        let newer = files
        files = []
        defer { files = newer }
        try append(messages)
        close()
    }

    /// Closes the file that is being written.
    func close() {
        if writer >= 0 { Glibc.close(writer) }
        writer = -1
    }
}
