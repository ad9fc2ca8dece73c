public import Documents
public import Storage

extension SQLiteStore {
    /// See ``ObjectStore/objects(_:)``.
    public func objects(_ query: ObjectQuery) async throws(StorageError) -> ObjectPage {
        let (tokens, classes, memory, path) = (objectTokens, accessClasses, searchMemory, file.path)
        let seconds = file.options.scanSeconds
        let answer: @Sendable (ReadTransaction) throws -> ObjectPage = { transaction in
            let tables = ObjectTables(db: transaction.db, tokens: tokens, path: path)
            return try ObjectSearch(query, tables, tokens: tokens, classes: classes, memory: memory, seconds: seconds).page()
        }
        let isShort = query.isSelective && query.limit <= SQLiteStore.rowsOnCaller && query.offset <= 10_000
        return isShort ? try readers.page(answer) : try await readers.scan(answer)
    }

    /// See ``ObjectStore/change(_:)``.
    public func change<Answer: Sendable>(
        _ command: @escaping @Sendable (any ObjectTransaction) throws -> Answer
    ) async throws -> Answer {
        let (tokens, ids, path) = (objectTokens, objectIDs, file.path)
        return try await writer.change { transaction in
            let tables = ObjectWriter(ObjectTables(db: transaction.db, tokens: tokens, path: path), transaction)
            let running = ObjectCommand(tables, tokens: tokens, ids: ids)
            let answer = try command(running)
            try running.finish()
            transaction.objects.add(tables.changes)
            return answer
        }
    }

    // MARK: Contents of files

    /// See ``BlobStore/beginBlob()``.
    public func beginBlob() async throws(StorageError) -> Int64 {
        try await writer.write { try BlobRows.begin($0.db, at: .now) }
    }

    /// See ``BlobStore/appendBlob(_:_:)``.
    public func appendBlob(_ pending: Int64, _ chunk: [UInt8]) async throws(StorageError) {
        guard (1...(1 << 20)).contains(chunk.count) else { throw StorageError(.invalid, "a chunk has 1 byte to 1 MiB") }
        // As heavy as the messages that would fill as much.
        try await writer.write(weight: 1 + chunk.count >> 10) { try BlobRows.append(pending, chunk, $0.db, at: .now) }
    }

    /// See ``BlobStore/sealBlob(_:sha256:size:)``.
    public func sealBlob(_ pending: Int64, sha256: [UInt8], size: Int64) async throws(StorageError) {
        try await writer.write { try BlobRows.seal(pending, sha256: sha256, size: size, $0.db, at: .now) }
    }

    /// See ``BlobStore/discardBlob(_:)``.
    public func discardBlob(_ pending: Int64) async throws(StorageError) {
        try await writer.write { try BlobRows.discard(pending, $0.db) }
    }

    /// See ``BlobStore/blobChunk(sha256:index:)``.
    public func blobChunk(sha256: [UInt8], index: Int) async throws(StorageError) -> [UInt8]? {
        try readers.page { try BlobRows.chunk(sha256: sha256, index: index, $0.db) }
    }

    /// See ``BlobStore/file(_:)``.
    public func file(_ id: ObjectID) async throws(StorageError) -> FileReference? {
        try readers.page { try BlobRows.file(id, $0.db) }
    }

    /// See ``BlobStore/sweep(olderThan:)``.
    public func sweep(olderThan time: Timestamp) async throws(StorageError) -> Int {
        var last: Int64 = 0
        var removed = 0
        while true {
            let after = last
            let gone: [Int64] = try await writer.write { transaction in
                let orphans = try BlobRows.orphans(olderThan: time, after: after, limit: 8, transaction.db)
                for number in orphans { try BlobRows.remove(number, transaction.db) }
                return orphans
            }
            guard let newest = gone.last else { return removed }
            last = newest
            removed += gone.count
        }
    }
}
