public import Logging
public import Model
public import Storage
import Synchronization

/// The cluster engine: many processes on one PostgreSQL, each of which may end at any time (design decision 18).
///
/// Reads go through a pool of connections, messages and accounts are written through one connection of this process, objects
/// through another.
public final class PostgresStore: Store {
    let info: ConnectionInfo
    let options: PostgresOptions
    let writer: Writer
    let objectWriter: ObjectGroups
    let identities: NodeIdentities
    let days = DayCache()
    let accessClasses = AccessClasses()
    let searchMemory = SearchMemory()
    let knownTokens = Mutex<ObjectTokens?>(nil)
    private let readers: ConnectionPool
    private let scanners: ConnectionPool

    /// Opens the store and brings its schema up to date.
    ///
    /// - Parameter url: `postgres://…` as libpq reads it, with all its parameters: several hosts, `sslmode`,
    ///   `target_session_attrs`, ….
    ///
    /// Throws `invalid`, `unavailable`, `tooNew` or `readOnly`; no message has a password.
    public static func open(url: String, options: PostgresOptions, logger: Logger) async throws(StorageError) -> PostgresStore {
        let info = try ConnectionInfo(url: url, options: options, slowQueries: SlowQueryLog(logger: logger))
        let store = PostgresStore(info: info, options: options, logger: logger)
        let identities = store.identities
        do {
            try await store.writer.thread.perform(repeating: false) { connection throws(StorageError) in
                try Schema.migrate(connection)
                _ = try identities.reload(connection)
            }
        } catch {
            try? await store.close()
            throw error
        }
        return store
    }

    private init(info: ConnectionInfo, options: PostgresOptions, logger: Logger) {
        self.info = info
        self.options = options
        identities = NodeIdentities([])
        writer = Writer(info, options: options, identities: identities, logger: logger)
        objectWriter = ObjectGroups(info, options: options) { [writer, identities] in
            writer.claimed?.node ?? identities.importIdentity.node
        }
        var settings = [
            "statement_timeout": "\(Int(options.readSeconds * 1_000))", "default_transaction_read_only": "on",
            // Keys are constants to the planner, so that it leaves partitions out.
            "plan_cache_mode": "force_custom_plan",
            // A page takes a millisecond; compiling it takes a hundred, and what many cores gain one page, others lose.
            "jit": "off", "max_parallel_workers_per_gather": "0",
            // So that the places of a hundred thousand matches need no second look.
            "work_mem": "'16MB'",
        ]
        readers = ConnectionPool(info, name: "reader", size: options.readers, settings: settings)
        settings["statement_timeout"] = "\(Int(options.scanSeconds * 1_000))"
        scanners = ConnectionPool(info, name: "scanner", size: options.scanners, settings: settings)
    }

    /// The node whose keys this process makes: that of imported messages until ``lastKey()``, ``lastBatchSequence()`` or the
    /// first batch has claimed one.
    public var identity: NodeIdentity { writer.claimed ?? identities.importIdentity }

    /// Where statements that take long are noted.
    public var slowQueries: SlowQueryLog? { info.slowQueries }

    /// Asks for the generation, which every store has, and whether the server takes changes.
    public func ping() async throws(StorageError) {
        let isReadOnly = try await read { reader throws(StorageError) in
            try reader.connection.query("SELECT value, pg_is_in_recovery() FROM number WHERE name = 'generation'").first?.flag(1)
                ?? false
        }
        if isReadOnly { throw StorageError(.readOnly, "\(info.label): the server is a standby and takes no changes") }
    }

    /// Ends all connections; the node number is free again.
    public func close() async throws(StorageError) {
        await objectWriter.close()
        await writer.close()
        await readers.close()
        await scanners.close()
    }

    // MARK: Reading

    /// Reads a page.
    func read<Value: Sendable>(
        _ body: @Sendable (Reader) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await readers.read { connection throws(StorageError) in try body(self.reader(connection)) }
    }

    /// Reads what may take long, on connections of its own, so that pages do not wait for it.
    func scan<Value: Sendable>(
        _ body: @Sendable (Reader) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await scanners.read { connection throws(StorageError) in try body(self.reader(connection)) }
    }

    func reader(_ connection: Connection) -> Reader {
        Reader(connection: connection, identities: identities, days: days, options: options)
    }
}
