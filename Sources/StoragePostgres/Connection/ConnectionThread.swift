import Storage

/// One connection and the thread on which all its calls block. Connects when it is first used and again when it was lost.
actor ConnectionThread {
    private let executor: QueueExecutor
    private let info: ConnectionInfo
    private let settings: [String: String]
    private var connection: Connection?
    private var backoff = Backoff()
    private var lastFailure: StorageError?
    private var isClosed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ info: ConnectionInfo, label: String, settings: [String: String]) {
        self.info = info
        self.settings = settings
        executor = QueueExecutor(label: label)
    }

    /// Runs a body with the connection, on its thread.
    ///
    /// - Parameter repeating: runs it once more on a new connection when the first was lost.
    func perform<Value: Sendable>(
        repeating: Bool, _ body: @Sendable (Connection) throws(StorageError) -> Value
    ) throws(StorageError) -> Value {
        let isFresh = connection == nil
        do {
            return try attempt(body)
        } catch {
            guard repeating, !isFresh, connection == nil, error.code == .unavailable else { throw error }
            return try attempt(body)
        }
    }

    private func attempt<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StorageError) -> Value
    ) throws(StorageError) -> Value {
        let connection = try connected()
        defer { leaveClean(connection) }
        return try body(connection)
    }

    private func connected() throws(StorageError) -> Connection {
        if isClosed { throw StorageError(.unavailable, "\(info.label): the store is closed") }
        if let connection, !connection.isEnded { return connection }
        if let lastFailure, backoff.isResting { throw lastFailure }
        do {
            let made = try Connection(info, settings: settings)
            connection = made
            backoff.succeeded()
            return made
        } catch {
            connection = nil
            backoff.failed()
            lastFailure = error
            throw error
        }
    }

    /// Ends what a failed body left open; a lost connection is let go, so that the next use makes a new one.
    private func leaveClean(_ used: Connection) {
        if !used.isBroken, used.isInTransaction { try? used.execute("ROLLBACK") }
        if used.isBroken || used.isInTransaction { connection = nil }
    }

    func close() {
        isClosed = true
        connection = nil
    }
}
