import CLibPQ
import Storage

/// A statement with the values of its parameters.
typealias Statement = (sql: String, parameters: [Parameter])

/// One connection of libpq. Its calls block, so it is used only on the thread of the ``ConnectionThread`` that owns it.
final class Connection {
    let info: ConnectionInfo
    private let handle: OpaquePointer?
    private var statements: [String: String] = [:]
    /// The node whose lock this connection holds.
    var heldNode: Int?
    /// Cause of the last statement's failure, five characters; empty when the server gave none.
    private(set) var lastState = ""

    /// Statements kept prepared; past it all are forgotten.
    private static let maximumStatements = 256

    /// Connects to the first host that answers and has the attributes that the URL asks for; throws `unavailable`.
    init(_ info: ConnectionInfo, settings: [String: String]) throws(StorageError) {
        self.info = info
        handle = Connection.connect(info)
        guard PQstatus(handle) == CONNECTION_OK else {
            let reason = info.redacted(String(cString: PQerrorMessage(handle)))
            throw StorageError(.unavailable, "\(info.label): the database can't be reached: \(reason)")
        }
        // Notices such as "relation exists, skipping" would go to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try execute(settings.sorted { $0.key < $1.key }.map { "SET \($0.key) = \($0.value)" }.joined(separator: "; "))
    }

    deinit { PQfinish(handle) }

    private static func connect(_ info: ConnectionInfo) -> OpaquePointer? {
        // Each text with its end in one buffer that stays where it is during the call.
        var texts: [UInt8] = []
        var places: [Int] = []
        for text in info.parameters.flatMap({ [$0.keyword, $0.value] }) {
            places.append(texts.count)
            texts += text.utf8
            texts.append(0)
        }
        return texts.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            let pointers = places.map { place in start.map { $0 + place } }
            let keywords = stride(from: 0, to: pointers.count, by: 2).map { pointers[$0] } + [nil]
            let values = stride(from: 1, to: pointers.count, by: 2).map { pointers[$0] } + [nil]
            return PQconnectdbParams(keywords, values, 1)
        }
    }

    /// Whether the connection is lost.
    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }

    /// Whether the server has ended the connection while it was not in use; does not wait.
    var isEnded: Bool { PQconsumeInput(handle) != 1 || isBroken }

    /// Whether a transaction is open.
    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Whether a statement has failed in the open transaction, which can only be rolled back.
    var isFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// The number of the server's process.
    var process: Int32 { PQbackendPID(handle) }

    // MARK: Statements

    /// Runs statements without parameters and without an answer.
    func execute(_ sql: String) throws(StorageError) {
        let start = ContinuousClock.now
        defer { info.slowQueries?.note(sql, took: .now - start) }
        _ = try rows(PQexec(handle, sql))
    }

    /// Runs one statement, prepared once for each connection.
    @discardableResult
    func query(_ sql: String, _ parameters: Parameter...) throws(StorageError) -> Rows {
        try query(sql, parameters)
    }

    /// The same.
    @discardableResult
    func query(_ sql: String, _ parameters: [Parameter]) throws(StorageError) -> Rows {
        let start = ContinuousClock.now
        defer { info.slowQueries?.note(sql, took: .now - start, parameters: parameters.map(\.summary)) }
        let buffer = ParameterBuffer(parameters)
        let name = try prepared(sql, buffer.types)
        return try rows(
            buffer.withPointers { PQexecPrepared(handle, name, Int32(parameters.count), $0, $1, $2, 1) })
    }

    /// Whether a query finds a row.
    func exists(_ sql: String, _ parameters: Parameter...) throws(StorageError) -> Bool {
        try !query(sql, parameters).isEmpty
    }

    private func prepared(_ sql: String, _ types: [Oid]) throws(StorageError) -> String {
        if let name = statements[sql] { return name }
        try makeRoom(forStatements: 1)
        let name = "s\(statements.count)"
        _ = try rows(PQprepare(handle, name, sql, Int32(types.count), types))
        statements[sql] = name
        return name
    }

    private func makeRoom(forStatements count: Int) throws(StorageError) {
        guard statements.count + count > Connection.maximumStatements, !statements.isEmpty else { return }
        try execute("DEALLOCATE ALL")
        statements.removeAll()
    }

    /// Runs statements one after the other with one wait for all, in an open transaction. The first that fails ends it, and its
    /// error is thrown.
    @discardableResult
    func pipeline(_ calls: [Statement]) throws(StorageError) -> [Rows] {
        guard !calls.isEmpty else { return [] }
        let start = ContinuousClock.now
        defer { info.slowQueries?.note("\(calls.count) statements, first: \(calls[0].sql)", took: .now - start) }
        try makeRoom(forStatements: Set(calls.map(\.sql)).filter { statements[$0] == nil }.count)
        var names: [String] = []
        let buffers = calls.map { ParameterBuffer($0.parameters) }
        for (call, buffer) in zip(calls, buffers) { names.append(try prepared(call.sql, buffer.types)) }
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
        defer { PQexitPipelineMode(handle) }
        for (name, buffer) in zip(names, buffers) {
            let isSent = buffer.withPointers {
                PQsendQueryPrepared(handle, name, Int32(clamping: buffer.types.count), $0, $1, $2, 1)
            }
            guard isSent == 1 else { throw lost() }
        }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        return try answers(calls.count)
    }

    /// The answers to the statements of a pipeline, each followed by an empty one, and the mark of its end.
    private func answers(_ count: Int) throws(StorageError) -> [Rows] {
        var answers: [Rows] = []
        var failure: StorageError?
        for _ in 0..<count {
            let result = PQgetResult(handle)
            if failure == nil {
                do { answers.append(try rows(result)) } catch { failure = error }
            } else {
                PQclear(result)
            }
            if result != nil { PQclear(PQgetResult(handle)) }
        }
        PQclear(PQgetResult(handle))
        if let failure { throw failure }
        return answers
    }

    /// Runs a body in one transaction; whoever owns the connection rolls back what it leaves open.
    func transaction<Value>(_ body: () throws(StorageError) -> Value) throws(StorageError) -> Value {
        try execute("BEGIN")
        let value = try body()
        try execute("COMMIT")
        return value
    }

    // MARK: COPY

    /// Bytes handed to libpq at once.
    private static let copyBytes = 1 << 18

    /// Sends rows into a table; nothing when there are none.
    func copy(into table: String, _ rows: CopyBuffer) throws(StorageError) {
        guard rows.rows > 0 else { return }
        let began = ContinuousClock.now
        defer { info.slowQueries?.note("COPY \(table)", took: .now - began) }
        var rows = rows
        rows.finish()
        let start = PQexec(handle, "COPY \(table) FROM STDIN (FORMAT binary)")
        guard PQresultStatus(start) == PGRES_COPY_IN else {
            _ = try self.rows(start)
            throw StorageError(.failed, "\(info.label): COPY into \(table) did not start")
        }
        PQclear(start)
        let isSent = rows.bytes.withUnsafeBufferPointer { send($0) } && PQputCopyEnd(handle, nil) == 1
        var failure: StorageError?
        while let result = PQgetResult(handle) {
            do { _ = try self.rows(result) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        if !isSent { throw lost() }
    }

    private func send(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        while place < bytes.count {
            let part = UnsafeBufferPointer(rebasing: bytes[place..<min(place + Connection.copyBytes, bytes.count)])
            let isSent = part.withMemoryRebound(to: CChar.self) { PQputCopyData(handle, $0.baseAddress, Int32($0.count)) == 1 }
            guard isSent else { return false }
            place += part.count
        }
        return true
    }

    // MARK: Failures

    private func rows(_ result: OpaquePointer?) throws(StorageError) -> Rows {
        guard let result else { throw lost() }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            lastState = ""
            return Rows(result)
        default:
            defer { PQclear(result) }
            lastState = PQresultErrorField(result, Connection.sqlState).map { String(cString: $0) } ?? ""
            guard let message = PQresultErrorField(result, Connection.primaryMessage), !lastState.isEmpty else { throw lost() }
            throw StorageError(state: lastState, message: info.redacted(String(cString: message)), label: info.label)
        }
    }

    private func lost() -> StorageError {
        lastState = ""
        let reason = info.redacted(String(cString: PQerrorMessage(handle)))
        return StorageError(.unavailable, "\(info.label): the connection to the database is lost: \(reason)")
    }

    /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`, macros of characters that are not imported.
    private static let sqlState = Int32(UInt8(ascii: "C"))
    private static let primaryMessage = Int32(UInt8(ascii: "M"))
}
