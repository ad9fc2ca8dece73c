internal import GRDB
internal import Model
internal import Storage

/// How a value is bound in the account tables.
enum AccountValue: Sendable {
    case text(String)
    case bytes([UInt8])
    case json([UInt8])
    case integer(Int64?)

    static func optionalBytes(_ value: [UInt8]?) -> AccountValue { value.map { .bytes($0) } ?? .integer(nil) }
    static func list(_ texts: some Sequence<String>) -> AccountValue { .json(TextList.encode(texts)) }
    static func flag(_ value: Bool) -> AccountValue { .integer(value ? 1 : 0) }
}

extension PreparedStatement {
    func bind(_ values: [AccountValue]) {
        for (offset, value) in values.enumerated() {
            let parameter = Int32(offset + 1)
            switch value {
            case .text(let text): bind(parameter, text)
            case .bytes(let bytes): bind(parameter, blob: bytes)
            case .json(let json): bind(parameter, text: json)
            case .integer(let number): bind(parameter, optional: number)
            }
        }
    }
}

extension Database {
    /// Runs one statement; gives the number of rows it changed.
    @discardableResult
    func change(_ sql: String, _ values: AccountValue...) throws -> Int {
        try change(sql, values)
    }

    /// Runs one statement; gives the number of rows it changed.
    @discardableResult
    func change(_ sql: String, _ values: [AccountValue]) throws -> Int {
        let statement = try prepared(sql)
        statement.bind(values)
        try statement.run()
        return changesCount
    }

    /// The first row of a query.
    func first<Value>(_ sql: String, _ values: AccountValue..., row read: (PreparedStatement, Database) throws -> Value) throws -> Value? {
        let statement = try prepared(sql)
        statement.bind(values)
        defer { statement.reset() }
        return try statement.step() ? try read(statement, self) : nil
    }

    /// Whether a query finds a row.
    func exists(_ sql: String, _ values: AccountValue...) throws -> Bool {
        let statement = try prepared(sql)
        statement.bind(values)
        defer { statement.reset() }
        return try statement.step()
    }
}

extension SQLiteStore {
    /// Reads some rows on the caller's thread.
    func accountRows<Value>(
        _ sql: String, _ values: AccountValue..., row read: (PreparedStatement, Database) throws -> Value
    ) throws(StorageError) -> [Value] {
        try readers.page { transaction in
            let rows = try transaction.db.prepared(sql)
            rows.bind(values)
            defer { rows.reset() }
            var found: [Value] = []
            while try rows.step() { found.append(try read(rows, transaction.db)) }
            return found
        }
    }

    /// Makes a change that other processes have to notice.
    func changeAccounts(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StorageError) {
        try await writer.write { transaction in
            try body(transaction.db)
            try StoreNumbers.advanceGeneration(transaction.db)
        }
    }
}
