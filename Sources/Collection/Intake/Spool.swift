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
        var bytes = 0
        /// Bytes that were read.
        var read = 0
        /// Messages not yet read.
        var pending = 0
        /// The last record seen, from which the next readable one is told when there is damage between.
        var lastKey: RecordKey
        /// Kept under another name when all that can be read is stored.
        var isDamaged = false
    }

    private let executor = QueueExecutor(label: "waggle.spool")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let directory: String
    private let reportDamage: @Sendable (String) -> Void
    /// Oldest first; the last one is being written while `writer` is open.
    private var files: [File] = []
    private var writer: Int32 = -1
    /// The file that is read next; those before it were read to their end.
    private var readFile = 0
    /// Files removed so far, and how many were read to their end before each batch that is not acknowledged yet.
    private var removed = 0
    private var outstanding: [(files: Int, messages: Int)] = []
    /// Messages up to this key are in the store.
    private var watermark: RecordKey?
    private let gauges = NIOLockedValueBox((records: 0, bytes: 0, taken: 0))

    /// - Parameter reportDamage: gets the path of each file in which records can't be read.
    init(directory: String, reportDamage: @escaping @Sendable (String) -> Void = { _ in }) {
        self.directory = directory
        self.reportDamage = reportDamage
    }

    /// Messages not yet read, and bytes on disk. Readable from anywhere.
    nonisolated var size: (records: Int, bytes: Int) { gauges.withLockedValue { ($0.records, $0.bytes) } }

    /// Messages that are not acknowledged, whether they were read or not.
    nonisolated var unacknowledged: Int { gauges.withLockedValue { $0.records + $0.taken } }

    /// Finds what an earlier run left; messages up to that key are in the store already. Gives the last key found.
    func open(committed: RecordKey?) throws(SpoolError) -> RecordKey? {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw SpoolError("make", directory, errno) }
        watermark = committed
        var last: RecordKey?
        for path in try listFiles() {
            var file = File(path: path, lastKey: Spool.firstKey(of: path))
            let content = try contents(of: path)
            file.bytes = content.count
            content.withUnsafeBytes { bytes in
                var offset = 0
                while let (record, next) = nextRecord(bytes, at: offset, of: &file) {
                    offset = next
                    last = max(last ?? record.key, record.key)
                    if isWanted(record) { file.pending += 1 }
                }
            }
            // Reading begins anew at the start.
            file.lastKey = Spool.firstKey(of: path)
            guard file.pending > 0 else {
                discard(file)
                continue
            }
            files.append(file)
            gauges.withLockedValue {
                $0.records += file.pending
                $0.bytes += file.bytes
            }
        }
        return last
    }

    /// The record at an offset, or the next one that is whole; nil when there is none to the end of the bytes.
    ///
    /// A torn record at the end of a file was never acknowledged to anyone. Everything else that can't be read is damage.
    private func nextRecord(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, of file: inout File
    ) -> (KeyedMessage, next: Int)? {
        var found = SpoolRecord.read(bytes, at: offset)
        if found == nil, offset < bytes.count {
            let resumed = SpoolRecord.next(after: file.lastKey, in: bytes, from: offset)
            if resumed != nil || !SpoolRecord.isTorn(bytes, at: offset) { noteDamage(&file) }
            found = resumed.flatMap { SpoolRecord.read(bytes, at: $0) }
        }
        if let found { file.lastKey = found.0.key }
        return found
    }

    private func noteDamage(_ file: inout File) {
        if !file.isDamaged { reportDamage(file.path) }
        file.isDamaged = true
    }

    private func isWanted(_ record: KeyedMessage) -> Bool {
        watermark.map { record.key > $0 } ?? true
    }

    /// Messages up to that key are in the store: they are skipped from now on.
    func skip(through key: RecordKey) {
        watermark = max(watermark ?? key, key)
    }

    /// The key of the first record, after which a file is named.
    private static func firstKey(of path: String) -> RecordKey {
        let name = path.split(separator: "/").last?.dropLast(suffix.count) ?? ""
        return RecordKey(rawValue: Int64(name, radix: 16) ?? 0)
    }

    private static let suffix = ".spool"

    private func listFiles() throws(SpoolError) -> [String] {
        guard let handle = opendir(directory) else { throw SpoolError("read", directory, errno) }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(Spool.suffix) { names.append(name) }
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
        if writer < 0 || size.records == 0 || (files.last?.bytes ?? 0) >= Spool.fileBytes {
            let path = path(of: first.key)
            let file = try make(path)
            if writer >= 0 { Glibc.close(writer) }
            writer = file
            files.append(File(path: path, lastKey: first.key))
        }
        let index = files.count - 1
        try write(messages, to: writer, &files[index])
    }

    /// Puts messages in front of all others that were not read yet; they must be older. Returns when they are on the disk,
    /// throws without having put any.
    func prepend(_ messages: [KeyedMessage]) throws(SpoolError) {
        guard let first = messages.first else { return }
        var file = File(path: path(of: first.key), lastKey: first.key)
        let handle = try make(file.path)
        defer { Glibc.close(handle) }
        do throws(SpoolError) {
            try write(messages, to: handle, &file)
        } catch {
            unlink(file.path)
            throw error
        }
        files.insert(file, at: min(readFile, files.count))
    }

    private func write(_ messages: [KeyedMessage], to handle: Int32, _ file: inout File) throws(SpoolError) {
        var bytes: [UInt8] = []
        for message in messages { SpoolRecord.append(message, to: &bytes) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(handle, buffer.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { throw undo("write", handle, file, errno) }
            written += count
        }
        if fdatasync(handle) != 0 { throw undo("sync", handle, file, errno) }
        file.bytes += bytes.count
        file.pending += messages.count
        gauges.withLockedValue {
            $0.records += messages.count
            $0.bytes += bytes.count
        }
    }

    private func undo(_ action: String, _ handle: Int32, _ file: File, _ reason: Int32) -> SpoolError {
        ftruncate(handle, off_t(file.bytes))
        return SpoolError(action, file.path, reason)
    }

    private func path(of first: RecordKey) -> String {
        let digits = String(first.rawValue, radix: 16)
        return "\(directory)/\(String(repeating: "0", count: 16 - digits.count))\(digits)\(Spool.suffix)"
    }

    private func make(_ path: String) throws(SpoolError) -> Int32 {
        let handle = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw SpoolError("make", path, errno) }
        let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY)
        if folder >= 0 {
            fsync(folder)
            Glibc.close(folder)
        }
        return handle
    }

    /// The next messages, up to that many, and whether none wait behind them.
    func batch(_ limit: Int) throws(SpoolError) -> (messages: [KeyedMessage], isLast: Bool) {
        let messages = try next(limit)
        return (messages, size.records == 0)
    }

    /// The next messages, up to that many; empty when there are none. They stay on disk until ``acknowledge()``, which may
    /// come after more have been asked for.
    func next(_ limit: Int) throws(SpoolError) -> [KeyedMessage] {
        var result: [KeyedMessage] = []
        while result.isEmpty, readFile < files.count {
            if files[readFile].read >= files[readFile].bytes {
                if readFile == files.count - 1 { break }
                readFile += 1
                continue
            }
            result = try readRecords(limit, of: &files[readFile])
        }
        guard !result.isEmpty else { return result }
        outstanding.append((files: removed + readFile, messages: result.count))
        gauges.withLockedValue { $0.taken += result.count }
        return result
    }

    private func readRecords(_ limit: Int, of file: inout File) throws(SpoolError) -> [KeyedMessage] {
        let handle = Glibc.open(file.path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else { throw SpoolError("read", file.path, errno) }
        defer { Glibc.close(handle) }
        var result: [KeyedMessage] = []
        var window = 1_048_576
        while true {
            let left = file.bytes - file.read
            let chunk = try read(handle, file.path, from: file.read, count: min(window, left))
            var offset = 0
            chunk.withUnsafeBytes { bytes in
                while result.count < limit {
                    // Beyond the window a record that seems damaged may only be cut.
                    let found =
                        chunk.count < left && SpoolRecord.read(bytes, at: offset) == nil
                        ? nil : nextRecord(bytes, at: offset, of: &file)
                    guard let (record, next) = found else { break }
                    offset = next
                    if isWanted(record) { result.append(record) }
                }
            }
            if offset == 0, chunk.count < left, chunk.count == window {
                window *= 4
                continue
            }
            let isEnd = result.count < limit && chunk.count >= left || chunk.count < min(window, left)
            file.read = isEnd ? file.bytes : file.read + offset
            count(read: result.count, isEnd: file.read >= file.bytes, of: &file)
            return result
        }
    }

    /// At the end of a file nothing of it is pending, also where records were skipped or are damaged.
    private func count(read count: Int, isEnd: Bool, of file: inout File) {
        let gone = isEnd ? file.pending : min(count, file.pending)
        file.pending -= gone
        gauges.withLockedValue { $0.records = max(0, $0.records - gone) }
    }

    /// The oldest messages that ``next(_:)`` gave are in the store: files that hold nothing else are removed.
    func acknowledge() {
        let (files, messages) = outstanding.isEmpty ? (removed + readFile, 0) : outstanding.removeFirst()
        gauges.withLockedValue { $0.taken -= messages }
        while removed < files { removeFirst() }
        if outstanding.isEmpty, let only = self.files.first, self.files.count == 1, only.read >= only.bytes {
            close()
            removeFirst()
        }
    }

    private func removeFirst() {
        let file = files.removeFirst()
        removed += 1
        discard(file)
        readFile = max(0, readFile - 1)
        gauges.withLockedValue { $0.bytes = max(0, $0.bytes - file.bytes) }
    }

    /// A damaged file is kept for somebody to look at; it is not read again.
    private func discard(_ file: File) {
        if file.isDamaged, rename(file.path, file.path + ".damaged") == 0 { return }
        unlink(file.path)
    }

    /// Closes the file that is being written.
    func close() {
        if writer >= 0 { Glibc.close(writer) }
        writer = -1
    }
}
