internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Pages in the write-ahead log, as the last commit of the writing connection left it.
final class LogGauge: Sendable {
    private let count = Atomic<Int>(0)

    var pages: Int { count.load(ordering: .relaxed) }

    /// The log starts anew with the next commit.
    func clear() { count.store(0, ordering: .relaxed) }

    /// Follows the commits of a connection, instead of SQLite's own hook that copies the log within a commit.
    ///
    /// The connection must not commit after this gauge is gone.
    func follow(_ db: Database) {
        sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<LogGauge>.fromOpaque(context).takeUnretainedValue().count.store(Int(pages), ordering: .relaxed)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
