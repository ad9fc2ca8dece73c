internal import GRDB
public import Logging
public import Model
public import Storage

/// The embedded engine: one file, one writer, pages read where they are asked for.
///
/// Several processes may use one file at once; each takes part in turn as a writer for the time of one short transaction.
public final class SQLiteStore: Store {
    let file: StoreFile
    let pool: DatabasePool
    let writer: Writer
    let readers: Readers
    let logger: Logger
    let objectTokens: ObjectTokens
    let accessClasses = AccessClasses()
    let searchMemory = SearchMemory()
    let objectIDs = ObjectIDSource()

    /// The file of the store in a data directory.
    public static func path(in directory: String) -> String {
        directory.hasSuffix("/") ? directory + StoreFile.name : directory + "/" + StoreFile.name
    }

    /// Opens the store in a data directory, made where it is missing, and brings its schema up to date.
    ///
    /// Throws `readOnly`, `corrupt`, `tooNew`, `full` or `unavailable`; each message names the file.
    public static func open(directory: String, options: SQLiteOptions, logger: Logger) throws(StorageError) -> SQLiteStore {
        let file = try StoreFile(directory: directory, options: options, slowQueries: SlowQueryLog(logger: logger))
        do {
            return try SQLiteStore(file: file, logger: logger)
        } catch {
            throw StorageError(error, path: file.path)
        }
    }

    private init(file: StoreFile, logger: Logger) throws {
        self.file = file
        self.logger = logger
        let pool = try file.openPool()
        self.pool = pool
        let path = file.path
        let (identities, seed) = try pool.writeWithoutTransaction { db in
            try Schema.migrate(db, path: path)
            let imported = try NodeRow(db, node: NodeIdentities.importNode).identity
            return (NodeIdentities(live: try NodeRow(db).identity, imported: imported), try StoreNumbers.seed(db))
        }
        objectTokens = ObjectTokens(seed: seed)
        writer = try Writer(pool: pool, file: file, logger: logger)
        readers = try Readers(file: file, pool: pool, identities: identities, seed: seed)
    }

    /// The node whose keys this process makes.
    public var identity: NodeIdentity { readers.identities.live }

    /// Where statements that take long are noted.
    public var slowQueries: SlowQueryLog? { file.slowQueries }

    /// Asks for the generation, which every store has.
    public func ping() async throws(StorageError) {
        _ = try readers.page { try StoreNumbers.generation($0.db) }
    }

    /// Commits what was accepted, then closes the file.
    public func close() async throws(StorageError) {
        await writer.close()
        do {
            try readers.close()
            try pool.close()
        } catch {
            throw StorageError(error, path: file.path)
        }
    }
}
