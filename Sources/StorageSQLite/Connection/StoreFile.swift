internal import FoundationEssentials
internal import GRDB
internal import GRDBSQLite
internal import Storage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The file of a store, and the connections that are made to it.
struct StoreFile: Sendable {
    /// `waggle.sqlite` in the data directory.
    let path: String
    let options: SQLiteOptions
    /// Where statements that take long are noted.
    let slowQueries: SlowQueryLog

    static let name = "waggle.sqlite"
    /// Bytes of a page; large enough that a message and its session mostly share one with others (`sqlite-notes.md`).
    static let pageBytes = 8_192

    /// Makes the directory and the file where they are missing, for their owner only.
    init(directory: String, options: SQLiteOptions, slowQueries: SlowQueryLog) throws(StorageError) {
        self.options = options
        self.slowQueries = slowQueries
        path = SQLiteStore.path(in: directory)
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StorageError(.readOnly, "\(directory): the data directory can't be made: \(StoreFile.reason(error))")
        }
        _ = try StoreFile.create(path)
        guard FileManager.default.isReadableFile(atPath: path), FileManager.default.isWritableFile(atPath: path),
            FileManager.default.isWritableFile(atPath: directory)
        else { throw StorageError(.readOnly, "\(path): the store or its directory can't be written by this user") }
    }

    /// Makes an empty file for its owner only; false when there is one, which stays as it is even if another process has
    /// just made it.
    static func create(_ path: String) throws(StorageError) -> Bool {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            close(descriptor)
            return true
        }
        let number = errno
        guard number != EEXIST else { return false }
        throw StorageError(number == ENOSPC ? .full : .readOnly, "\(path) can't be made: \(String(cString: strerror(number)))")
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return "unknown reason" }
        return switch error.code {
        case .fileWriteNoPermission: "permission denied"
        case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or directory"
        case .fileWriteOutOfSpace: "no space left"
        case .fileWriteVolumeReadOnly: "read-only file system"
        case .fileWriteFileExists: "a file is in the way"
        default: "reason \(error.code.rawValue)"
        }
    }

    /// Bytes of the file and its log.
    var size: Int64 { bytes(of: path) + bytes(of: path + "-wal") }

    /// Bytes of the write-ahead log.
    var logSize: Int64 { bytes(of: path + "-wal") }

    private func bytes(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    // MARK: Connections

    /// One connection that writes and some that read pages.
    func openPool() throws -> DatabasePool {
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, options.readers)
        configuration.busyMode = .timeout(options.busySeconds)
        configuration.foreignKeysEnabled = false
        // Else GRDB ends the process where a transaction can't be rolled back; the next group then fails instead.
        configuration.allowsUnsafeTransactions = true
        configuration.label = "waggle.store"
        let options = options
        let slowQueries = slowQueries
        configuration.prepareDatabase { db in
            if db.configuration.readonly {
                StoreFile.trace(db, slowQueries)
                try db.execute(sql: "PRAGMA cache_size = \(-options.readerCacheBytes >> 10)")
            } else {
                try db.execute(sql: "PRAGMA page_size = \(StoreFile.pageBytes)")
                try db.execute(sql: "PRAGMA cache_size = \(-options.writerCacheBytes >> 10)")
            }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB sets NORMAL for a log; acknowledged means synced (design decision 8).
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA journal_size_limit = \(options.maximumLogBytes)")
            try db.execute(sql: "PRAGMA secure_delete = OFF")
            if let pages = options.maximumPages { try db.execute(sql: "PRAGMA max_page_count = \(pages)") }
        }
        return pool
    }

    /// A connection that copies the write-ahead log into the file.
    func openCheckpointer() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(options.busySeconds)
        configuration.label = "waggle.checkpoint"
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Connections for scans.
    func openScanners() throws -> DatabasePool {
        try DatabasePool(path: path, configuration: readOnly(label: "waggle.scan"))
    }

    /// A connection that copies everything.
    func openSource() throws -> DatabaseQueue {
        try DatabaseQueue(path: path, configuration: readOnly(label: "waggle.backup"))
    }

    private func readOnly(label: String) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.maximumReaderCount = max(1, options.scanners)
        configuration.busyMode = .timeout(options.busySeconds)
        configuration.label = label
        let cache = options.readerCacheBytes
        let slowQueries = slowQueries
        configuration.prepareDatabase { db in
            StoreFile.trace(db, slowQueries)
            try db.execute(sql: "PRAGMA cache_size = \(-cache >> 10)")
        }
        return configuration
    }

    /// Notes what the statements of a reading connection take. The writer is timed by the group: it runs a million short
    /// statements a second, each of which would call back.
    private static func trace(_ db: Database, _ slowQueries: SlowQueryLog) {
        db.trace(options: .profile) { event in
            guard case .profile(let statement, let seconds) = event else { return }
            slowQueries.note(statement.sql, took: .seconds(seconds))
        }
    }
}
