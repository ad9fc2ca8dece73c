import Storage

extension PostgresStore {
    /// Reads some rows.
    func rows<Value: Sendable>(
        _ sql: String, _ parameters: [Parameter] = [], row read: @Sendable (Row) -> Value
    ) async throws(StorageError) -> [Value] {
        try await self.read { reader throws(StorageError) in try reader.connection.query(sql, parameters).map(read) }
    }

    /// Makes a change that other processes have to notice. The row of the generation is locked first, so that changes of
    /// several processes go one after the other.
    func changeAccounts(_ body: @Sendable (Connection) throws(StorageError) -> Void) async throws(StorageError) {
        try await writer.change { connection throws(StorageError) in
            try connection.query("UPDATE number SET value = value + 1 WHERE name = 'generation'")
            try body(connection)
        }
    }

    /// Makes a change that nobody has to notice.
    func change(_ sql: String, _ parameters: [Parameter]) async throws(StorageError) {
        _ = try await writer.thread.perform(repeating: false) { connection throws(StorageError) in
            try connection.query(sql, parameters).changes
        }
    }
}
