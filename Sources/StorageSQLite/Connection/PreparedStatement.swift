internal import GRDB
internal import GRDBSQLite

/// A cached statement of one connection, bound and stepped through SQLite's own interface.
///
/// GRDB compiles and caches; the hot paths bind and read here, which allocates nothing but the values themselves. A
/// statement must not be used again while its rows are still being read.
struct PreparedStatement {
    private let statement: Statement
    private let handle: OpaquePointer?

    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
        reset()
    }

    // MARK: Binding; parameters count from 1

    func bind(_ parameter: Int32, _ value: Int64) {
        sqlite3_bind_int64(handle, parameter, value)
    }

    func bind(_ parameter: Int32, _ value: Int) {
        sqlite3_bind_int64(handle, parameter, Int64(value))
    }

    func bind(_ parameter: Int32, optional value: (some BinaryInteger)?) {
        if let value { bind(parameter, Int64(value)) } else { sqlite3_bind_null(handle, parameter) }
    }

    func bind(_ parameter: Int32, _ value: String) {
        var value = value
        value.withUTF8 { bind(parameter, text: $0) }
    }

    func bind(_ parameter: Int32, _ value: String?) {
        if let value { bind(parameter, value) } else { sqlite3_bind_null(handle, parameter) }
    }

    /// UTF-8 bytes as text.
    func bind(_ parameter: Int32, text value: [UInt8]) {
        value.withUnsafeBufferPointer { bind(parameter, text: $0) }
    }

    private func bind(_ parameter: Int32, text: UnsafeBufferPointer<UInt8>) {
        guard !text.isEmpty else {
            // A null pointer would be NULL.
            sqlite3_bind_text(handle, parameter, "", 0, transient)
            return
        }
        _ = text.withMemoryRebound(to: CChar.self) { characters in
            sqlite3_bind_text(handle, parameter, characters.baseAddress, Int32(clamping: characters.count), transient)
        }
    }

    func bind(_ parameter: Int32, blob value: [UInt8]) {
        if value.isEmpty {
            sqlite3_bind_zeroblob(handle, parameter, 0)
        } else {
            _ = value.withUnsafeBytes { sqlite3_bind_blob(handle, parameter, $0.baseAddress, Int32(clamping: $0.count), transient) }
        }
    }

    // MARK: Running

    /// Whether there is another row.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure()
        }
    }

    /// Runs to the end and makes the statement ready for other values.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// The same, with a blob that is not copied.
    func run(blob: [UInt8], at parameter: Int32) throws {
        guard !blob.isEmpty else {
            bind(parameter, blob: blob)
            return try run()
        }
        try blob.withUnsafeBytes { bytes in
            sqlite3_bind_blob(handle, parameter, bytes.baseAddress, Int32(clamping: bytes.count), nil)
            defer { sqlite3_bind_null(handle, parameter) }
            try run()
        }
    }

    func reset() {
        sqlite3_reset(handle)
    }

    private func failure() -> SQLiteFailure {
        let connection = sqlite3_db_handle(handle)
        let failure = SQLiteFailure(
            code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)))
        sqlite3_reset(handle)
        return failure
    }

    // MARK: Reading; columns count from 0

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    func string(_ column: Int32) -> String {
        guard let text = sqlite3_column_text(handle, column) else { return "" }
        return String(decoding: UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self)
    }

    func optionalString(_ column: Int32) -> String? { isNull(column) ? nil : string(column) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let blob = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// Lets `body` look at the bytes of a text or blob without a copy.
    func withBytes<Result>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let start = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return try body(UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count))
    }
}

/// What SQLite says of a failed call.
struct SQLiteFailure: Error {
    var code: Int32
    var message: String
}

/// Tells SQLite to copy a bound value before the call returns: the C macro `SQLITE_TRANSIENT`, a cast that is not imported.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Database {
    /// A cached statement.
    func prepared(_ sql: String) throws -> PreparedStatement {
        try PreparedStatement(self, sql)
    }
}
