internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Logging
internal import Synchronization

/// Copies the write-ahead log into the file while the writer goes on, on a connection and a thread of its own.
///
/// A commit that copies the log itself waits until tens of megabytes are written and synced, and messages with it. Here the
/// bulk is copied and synced beside the commits; the little that the writer has added meanwhile it copies between two groups,
/// after which the log starts anew.
final class Checkpointer: Sendable {
    private enum Stage { case resting, copying, caughtUp }

    private struct Progress {
        var stage = Stage.resting
        /// Pages in the log at which copying begins.
        var due: Int
    }

    private let file: StoreFile
    private let logger: Logger
    /// Pages in the log; the writer's commits set it.
    private let gauge: LogGauge
    private let queue = DispatchQueue(label: "waggle.store.checkpoint", qos: .utility)
    /// Made when there is something to copy: a short command never needs it. Touched on `queue` only.
    private let connection = Mutex<DatabaseQueue?>(nil)
    private let progress: Mutex<Progress>
    private let pagesPerCopy: Int

    /// Pages in the log after which they are copied: few enough that syncing them does not keep the disk busy for long, and
    /// so many that a page which is changed again and again is copied rarely.
    private static let maximumPagesPerCopy = 500
    /// Pages that the writer may copy between two groups.
    private static let pagesLeft = 100
    /// How often the copy goes after a writer that adds faster than that.
    private static let passes = 8

    init(file: StoreFile, gauge: LogGauge, logger: Logger) {
        self.file = file
        self.gauge = gauge
        self.logger = logger
        let limit = Int(file.options.maximumLogBytes) / StoreFile.pageBytes
        pagesPerCopy = max(1, min(Checkpointer.maximumPagesPerCopy, limit / 4))
        progress = Mutex(Progress(due: pagesPerCopy))
    }

    /// Begins to copy when enough has come together. True when that is done but for some pages, which the writer is to copy.
    func isCaughtUp() -> Bool {
        let pages = gauge.pages
        let stage = progress.withLock { progress in
            // The log has started anew.
            if pages < progress.due - pagesPerCopy { progress.due = pagesPerCopy }
            guard progress.stage == .resting, pages >= progress.due else { return progress.stage }
            progress.stage = .copying
            queue.async { self.copy() }
            return .copying
        }
        return stage == .caughtUp
    }

    /// Whether nothing is being copied.
    var isResting: Bool { progress.withLock { $0.stage != .copying } }

    /// Notes that the writer has copied the rest, and whether the log starts anew.
    func finish(isCut: Bool) {
        if isCut { gauge.clear() }
        progress.withLock { progress in
            guard progress.stage != .copying else { return }
            progress = Progress(due: gauge.pages + pagesPerCopy)
        }
    }

    private func copy() {
        var copied = 0
        do {
            let connection = try opened()
            for _ in 0..<Checkpointer.passes {
                let before = copied
                copied = try connection.inDatabase { db in
                    let copied = try db.checkpoint(.passive).checkpointedFrameCount
                    try Checkpointer.sync(db)
                    return copied
                }
                // A reader that stays, such as a backup, holds the rest.
                if gauge.pages - copied <= Checkpointer.pagesLeft || copied <= before { break }
            }
        } catch {
            logger.debug("the write-ahead log could not be copied yet", metadata: ["reason": "\(error)"])
        }
        let pages = gauge.pages
        progress.withLock { progress in
            let isNear = copied > 0 && pages - copied <= Checkpointer.pagesLeft
            progress = isNear ? Progress(stage: .caughtUp, due: progress.due) : Progress(due: pages + pagesPerCopy)
        }
    }

    private func opened() throws -> DatabaseQueue {
        try connection.withLock { connection in
            if let connection { return connection }
            let made = try file.openCheckpointer()
            connection = made
            return made
        }
    }

    /// Writes what was copied through to the disk. SQLite does that itself only when it has copied everything, and then the
    /// writer would wait for all of it.
    private static func sync(_ db: Database) throws {
        var found: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &found)
        guard code == SQLITE_OK, let found, let sync = found.pointee.pMethods.pointee.xSync else { return }
        let result = sync(found, SQLITE_SYNC_NORMAL)
        guard result == SQLITE_OK else { throw SQLiteFailure(code: result, message: "the file could not be synced") }
    }

    /// Ends after what is being copied is copied.
    func close() {
        queue.sync {
            connection.withLock { connection in
                try? connection?.close()
                connection = nil
            }
        }
    }
}
