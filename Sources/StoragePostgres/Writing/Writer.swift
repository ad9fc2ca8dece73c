import Documents
import Logging
import Model
import Storage
import Synchronization

/// The one writing connection of this process. While it lives it holds the lock of the process's node, so that no two
/// processes ever make keys of one node.
final class Writer: Sendable {
    private struct State {
        var identity: NodeIdentity?
        /// The server process that holds our lock, as far as we know.
        var process: Int32?
        /// Partitions that are known to be there.
        var days: [Int64: DayPartition] = [:]
    }

    let thread: ConnectionThread
    let options: PostgresOptions
    let identities: NodeIdentities
    let logger: Logger
    private let state = Mutex(State())

    init(_ info: ConnectionInfo, options: PostgresOptions, identities: NodeIdentities, logger: Logger) {
        self.options = options
        self.identities = identities
        self.logger = logger
        thread = ConnectionThread(
            info, label: "waggle.postgres.writer",
            settings: [
                "statement_timeout": "\(Int(options.writeSeconds * 1_000))", "lock_timeout": "\(Int(options.writeSeconds * 1_000))",
                // What is answered is synced, whatever the default of the database.
                "synchronous_commit": "on",
                // Keys are constants to the planner, so that it leaves partitions out.
                "plan_cache_mode": "force_custom_plan",
            ])
    }

    /// The node of this process, once it has claimed one.
    var claimed: NodeIdentity? { state.withLock { $0.identity } }

    /// Makes sure that this connection holds the lock of our node. A number is claimed when it is first needed; commands that
    /// only read, import or do account work never claim one.
    func holdNode(_ connection: Connection) throws(StorageError) -> NodeIdentity {
        let (identity, process) = state.withLock { ($0.identity, $0.process) }
        if let identity, connection.heldNode == identity.node { return identity }
        let claim = NodeClaim(connection: connection, options: options)
        let held: NodeIdentity
        if let identity {
            try claim.reclaim(identity.node, lostProcess: process)
            held = identity
            logger.notice("the writing connection was lost and made anew", metadata: ["node": "\(held.node)"])
        } else {
            held = try claim.claim()
            _ = try identities.reload(connection)
            logger.info("claimed a node number", metadata: ["node": "\(held.node)"])
        }
        connection.heldNode = held.node
        state.withLock { state in
            state.identity = held
            state.process = connection.process
        }
        return held
    }

    // MARK: Changes

    /// Runs a change that needs no node in a transaction of its own.
    func change<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await thread.perform(repeating: false) { connection throws(StorageError) in
            try connection.transaction { () throws(StorageError) in try body(connection) }
        }
    }

    /// Commits a batch; twice tried when the connection is lost, where a second time can do no harm.
    func append(_ batch: IngestBatch) async throws(StorageError) -> IngestResult {
        let isRepeatable = batch.sequence != nil || batch.messages.allSatisfy { $0.importDigest != nil }
        let attempted = Mutex<IngestResult?>(nil)
        return try await thread.perform(repeating: isRepeatable) { connection throws(StorageError) in
            try self.append(batch, attempted, connection)
        }
    }

    private func append(
        _ batch: IngestBatch, _ attempted: borrowing Mutex<IngestResult?>, _ connection: Connection
    ) throws(StorageError) -> IngestResult {
        let node = AppendTransaction.needsNode(batch) ? try holdNode(connection) : identities.importIdentity
        do {
            try makeDays(AppendTransaction.days(of: batch), connection)
            return try append(batch, node, attempted, connection)
        } catch {
            // A partition that was there is gone: it was dropped by another process, or the database restored.
            guard connection.lastState == "23514" else { throw error }
            try? connection.execute("ROLLBACK")
            state.withLock { $0.days.removeAll() }
            try makeDays(AppendTransaction.days(of: batch), connection)
            return try append(batch, node, attempted, connection)
        }
    }

    private func append(
        _ batch: IngestBatch, _ node: NodeIdentity, _ attempted: borrowing Mutex<IngestResult?>, _ connection: Connection
    ) throws(StorageError) -> IngestResult {
        var transaction = AppendTransaction(connection, node: node, days: state.withLock { $0.days })
        try connection.execute("BEGIN")
        guard let result = try transaction.run(batch) else {
            try connection.execute("ROLLBACK")
            // What was lost was the answer to our COMMIT, not the COMMIT.
            if let done = attempted.withLock({ $0 }) { return done }
            return IngestResult(stored: 0, skipped: batch.messages.count)
        }
        attempted.withLock { $0 = result }
        try connection.execute("COMMIT")
        let changed = transaction.widened
        state.withLock { state in
            for day in changed { state.days[day.low] = day }
        }
        return result
    }

    /// Replaces what was derived from stored messages; the same once more gives the same.
    func replaceDerived(_ messages: [NormalizedMessage]) async throws(StorageError) {
        try await thread.perform(repeating: true) { connection throws(StorageError) in
            let days = self.state.withLock { $0.days }
            let known = days.isEmpty ? try self.loadDays(connection) : days
            var transaction = ReplaceTransaction(connection, node: self.identities.importIdentity, days: known)
            try connection.execute("BEGIN")
            try transaction.run(messages)
            try connection.execute("COMMIT")
            let changed = transaction.widened
            self.state.withLock { state in
                for day in changed { state.days[day.low] = day }
            }
        }
    }

    /// Erases messages with everything derived from them; gives their number.
    func erase(_ keys: [RecordKey]) async throws(StorageError) -> Int {
        try await change { connection throws(StorageError) in
            var transaction = EraseTransaction(connection, node: self.identities.importIdentity)
            return try transaction.run(keys)
        }
    }

    // MARK: Partitions

    /// Drops a day with all its messages, unless one was received at or after a time.
    func drop(_ day: DayPartition, receivedBefore time: Timestamp?) async throws(StorageError) -> RetentionResult {
        let result = try await change { connection throws(StorageError) in
            try DayRemoval(day: day, receivedBefore: time, node: self.identities.importIdentity, connection: connection).run()
        }
        state.withLock { $0.days[day.low] = nil }
        return result
    }

    /// Deletes some expired messages; gives their number.
    func remove(_ rows: ExpiredRows) async throws(StorageError) -> Int {
        try await change { connection throws(StorageError) in
            try RowRemoval(rows: rows, node: self.identities.importIdentity, connection: connection).run()
        }
    }

    /// Makes the days that a batch needs, and some ahead of today.
    private func makeDays(_ lows: Set<Int64>, _ connection: Connection) throws(StorageError) {
        var known = state.withLock { $0.days }
        guard let missing = missing(lows, known) else { return }
        if known.isEmpty { known = try loadDays(connection) }
        if missing.contains(where: { known[$0] == nil }) {
            try DayTable.make(missing.filter { known[$0] == nil }, connection)
            _ = try loadDays(connection)
        }
    }

    private func missing(_ lows: Set<Int64>, _ known: [Int64: DayPartition]) -> Set<Int64>? {
        guard lows.contains(where: { known[$0] == nil }) || known[DayTable.today(plus: 1)] == nil else { return nil }
        return lows.union((0...max(1, options.daysAhead)).map { DayTable.today(plus: $0) })
    }

    private func loadDays(_ connection: Connection) throws(StorageError) -> [Int64: DayPartition] {
        let days = Dictionary(uniqueKeysWithValues: try DayTable.days(connection).map { ($0.low, $0) })
        state.withLock { $0.days = days }
        return days
    }

    func close() async {
        await thread.close()
    }
}
