internal import Documents
internal import GRDB
internal import GRDBSQLite
internal import Storage

extension StorageError {
    /// What an error of the engine means to a caller; the sentence names the file.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StorageError:
            self = error
        case let error as SQLiteFailure:
            self.init(code: error.code, message: error.message, path: path)
        case let error as DatabaseError:
            self.init(code: error.extendedResultCode.rawValue, message: error.message ?? "no reason given", path: path)
        case let error as PatternError:
            self.init(error == .tooExpensive ? .tooExpensive : .invalid, error.description)
        case is CancellationError:
            self.init(.unavailable, "\(path): the request was cancelled")
        default:
            self.init(.failed, "\(path): \(error)")
        }
    }

    private init(code: Int32, message: String, path: String) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.unavailable, "\(path): another process holds the store (\(message))")
        case SQLITE_FULL:
            self.init(.full, "\(path): the disk or the quota of the store is full")
        case SQLITE_READONLY, SQLITE_PERM:
            self.init(.readOnly, "\(path): the store can't be written (\(message))")
        case SQLITE_NOTADB:
            self.init(.corrupt, "\(path) is not a Waggle store")
        case SQLITE_CORRUPT:
            self.init(.corrupt, "\(path) is damaged (\(message)); restore it from a backup")
        case SQLITE_CANTOPEN, SQLITE_AUTH:
            self.init(.unavailable, "\(path): the store can't be opened (\(message))")
        case SQLITE_IOERR:
            self.init(.unavailable, "\(path): reading or writing failed (\(message))")
        case SQLITE_INTERRUPT:
            self.init(.tooExpensive, "the query took too long")
        case SQLITE_CONSTRAINT:
            self.init(.conflict, "\(path): a key is taken (\(message))")
        case SQLITE_MISUSE:
            self.init(.unavailable, "\(path): the store is closed")
        default:
            self.init(.failed, "\(path): \(message) (SQLite \(code))")
        }
    }
}
