internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Logging
internal import Storage
internal import Synchronization

/// The one writer of this process: commands gather while a group is being committed, and go together in the next one
/// (design decision 8).
final class Writer: Sendable {
    private let pool: DatabasePool
    private let file: StoreFile
    private let logger: Logger
    private let queue = DispatchQueue(label: "waggle.store.writer", qos: .userInitiated)
    private let backlog = Mutex(WriteBacklog())
    /// Touched on `queue` only; the lock says so to the compiler.
    private let state = Mutex<WriterState?>(nil)

    /// Pages in the write-ahead log.
    let gauge: LogGauge
    private let checkpointer: Checkpointer
    /// Size of the log at which it is cut.
    private let nextLogLimit: Mutex<Int64>

    /// Milliseconds to wait for readers before the log is cut another time.
    private static let cutMilliseconds: CInt = 100
    /// Milliseconds to wait for readers where the log may grow on.
    private static let restartMilliseconds: CInt = 5
    /// Seconds without work after which the log is copied and cut.
    private static let idleSeconds = 2.0

    init(pool: DatabasePool, file: StoreFile, logger: Logger) throws {
        self.pool = pool
        self.file = file
        self.logger = logger
        let gauge = LogGauge()
        self.gauge = gauge
        checkpointer = Checkpointer(file: file, gauge: gauge, logger: logger)
        nextLogLimit = Mutex(file.options.maximumLogBytes)
        // Commits end before this object does.
        pool.writeWithoutTransaction { gauge.follow($0) }
    }

    /// Runs a change in the next group; returns after it is durable.
    func write<Value: Sendable>(
        weight: Int = 1, needsSavepoint: Bool = true, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            submit(
                WriteCommand(
                    weight: max(1, weight), needsSavepoint: needsSavepoint,
                    execute: { transaction in
                        let value = try body(transaction)
                        return { continuation.resume(returning: .success(value)) }
                    },
                    fail: { [path = file.path] in continuation.resume(returning: .failure(StorageError($0, path: path))) }))
        }
        return try result.get()
    }

    /// The same for a change whose own errors reach the caller as they are.
    func change<Value: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                WriteCommand(
                    weight: 1, needsSavepoint: true,
                    execute: { transaction in
                        let value = try body(transaction)
                        return { continuation.resume(returning: value) }
                    },
                    fail: { [path = file.path] error in
                        let isEngine = error is SQLiteFailure || error is DatabaseError
                        continuation.resume(throwing: isEngine ? StorageError(error, path: path) : error)
                    }))
        }
    }

    private func submit(_ command: WriteCommand) {
        switch backlog.withLock({ $0.add(command) }) {
        case .queued: break
        case .startRunning: queue.async { self.drain() }
        case .closed: command.fail(StorageError(.unavailable, "\(file.path): the store is closed"))
        }
    }

    private func drain() {
        while let group = backlog.withLock({ $0.takeGroup() }) {
            commit(group)
            _ = mergeIndex()
            tendLog()
        }
        planRest()
    }

    private func commit(_ group: [WriteCommand]) {
        do {
            for complete in try transact(group) { complete() }
        } catch {
            guard group.count > 1 else {
                group.first?.fail(error)
                return
            }
            commitGuarded(group)
        }
    }

    /// The same with a savepoint for each command that asks for one, so that those at fault are taken back alone.
    private func commitGuarded(_ group: [WriteCommand]) {
        do {
            for complete in try transact(group, usesSavepoints: true) { complete() }
        } catch {
            // One without a savepoint is at fault, or the store; alone each gets its own answer.
            for command in group { commit([command]) }
        }
    }

    /// Commits all commands together, or none; gives what to call now that they are durable.
    ///
    /// Savepoints cost more than the commands: before its first change to a page each one copies the page, and the pages
    /// at the ends of tables are changed by all. So they are used only once a command has failed after it had written.
    private func transact(_ group: [WriteCommand], usesSavepoints: Bool = false) throws -> [@Sendable () -> Void] {
        let start = ContinuousClock.now
        defer { file.slowQueries.note("a group of \(group.count) changes", took: .now - start) }
        return try state.withLock { remembered in
            let start = remembered
            remembered = nil
            return try pool.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN IMMEDIATE")
                do {
                    let transaction = WriteTransaction(db, state: try current(start, db))
                    var completions: [@Sendable () -> Void] = []
                    for command in group {
                        completions.append(try run(command, in: transaction, usesSavepoint: usesSavepoints))
                    }
                    try transaction.finish()
                    try db.execute(sql: "COMMIT")
                    remembered = transaction.state
                    return completions
                } catch {
                    // A full disk ends the transaction by itself.
                    if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
                    throw error
                }
            }
        }
    }

    private func run(
        _ command: WriteCommand, in transaction: WriteTransaction, usesSavepoint: Bool
    ) throws -> @Sendable () -> Void {
        guard command.needsSavepoint else { return try command.execute(transaction) }
        let db = transaction.db
        guard usesSavepoint else {
            let changes = sqlite3_total_changes64(db.sqliteConnection)
            do {
                return try command.execute(transaction)
            } catch {
                guard db.isInsideTransaction, sqlite3_total_changes64(db.sqliteConnection) == changes else { throw error }
                // It has written nothing, so there is nothing to take back.
                return { command.fail(error) }
            }
        }
        // By our own statements, which are compiled once.
        try db.prepared("SAVEPOINT command").run()
        do {
            let complete = try command.execute(transaction)
            try db.prepared("RELEASE command").run()
            return complete
        } catch {
            guard db.isInsideTransaction else { throw error }
            try db.prepared("ROLLBACK TO command").run()
            try db.prepared("RELEASE command").run()
            // What is remembered of natural keys holds those of the failed command.
            transaction.state.identities = nil
            return { command.fail(error) }
        }
    }

    /// What was remembered, read anew when another process has committed since.
    private func current(_ remembered: WriterState?, _ db: Database) throws -> WriterState {
        let row = try db.prepared("PRAGMA data_version")
        defer { row.reset() }
        let version = try row.step() ? row.int64(0) : -1
        if let remembered, remembered.dataVersion == version { return remembered }
        return try WriterState(db, options: file.options, dataVersion: version)
    }

    /// Merges the index of a sealed segment by one short step; false when there is none, or it failed.
    private func mergeIndex() -> Bool {
        guard state.withLock({ $0?.catalog.unmergedIndex != nil }) else { return false }
        let step = WriteCommand(
            weight: 1, needsSavepoint: false,
            execute: { transaction in
                try transaction.state.catalog.mergeStep(in: transaction.db)
                return {}
            }, fail: { _ in })
        do {
            for complete in try transact([step]) { complete() }
            return true
        } catch {
            logger.debug("an index could not be merged yet", metadata: ["reason": "\(error)"])
            return false
        }
    }

    // MARK: The write-ahead log

    /// Most of the log is copied beside the commits. Readers that overlap can keep it from starting anew: past the limit
    /// they are waited for, though not for long, since a backup reads for minutes.
    private func tendLog() {
        if checkpointer.isCaughtUp() { checkpoint(.restart, waiting: Writer.restartMilliseconds) }
        let limit = file.options.maximumLogBytes
        guard file.logSize > nextLogLimit.withLock({ $0 }) else { return }
        let isDone = checkpoint(.truncate, waiting: Writer.cutMilliseconds)
        nextLogLimit.withLock { $0 = isDone ? limit : file.logSize + limit / 4 }
    }

    private func restLog() {
        guard backlog.withLock({ $0.takeRest() }) else { return }
        while backlog.withLock({ $0.isResting }), mergeIndex() { tendLog() }
        guard checkpointer.isResting else { return planRest() }
        guard file.logSize > 0 else { return }
        checkpoint(.truncate, waiting: Writer.cutMilliseconds)
    }

    private func planRest() {
        guard backlog.withLock({ $0.planRest() }) else { return }
        queue.asyncAfter(deadline: .now() + Writer.idleSeconds) { [weak self] in self?.restLog() }
    }

    @discardableResult
    private func checkpoint(_ kind: Database.CheckpointMode, waiting milliseconds: CInt) -> Bool {
        var isDone = false
        do {
            try pool.writeWithoutTransaction { db in
                sqlite3_busy_timeout(db.sqliteConnection, milliseconds)
                defer { sqlite3_busy_timeout(db.sqliteConnection, CInt(file.options.busySeconds * 1_000)) }
                _ = try db.checkpoint(kind)
            }
            isDone = true
        } catch {
            logger.debug("the write-ahead log could not be cut yet", metadata: ["reason": "\(error)"])
        }
        checkpointer.finish(isCut: isDone)
        return isDone
    }

    /// Ends after what was accepted is committed and copied into the file.
    func close() async {
        backlog.withLock { $0.close() }
        await withCheckedContinuation { continuation in
            queue.async {
                self.checkpointer.close()
                // Connections that only read are closed last, and leave the log behind as it is.
                self.checkpoint(.truncate, waiting: Writer.cutMilliseconds)
                continuation.resume()
            }
        }
    }
}
