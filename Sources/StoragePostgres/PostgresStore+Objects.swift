public import Documents
public import Storage
import Synchronization

extension PostgresStore {
    /// See ``ObjectStore/objects(_:)``.
    public func objects(_ query: ObjectQuery) async throws(StorageError) -> ObjectPage {
        let (tokens, classes, memory, seconds) = (try await objectTokens(), accessClasses, searchMemory, options.scanSeconds)
        let answer: @Sendable (Reader) throws(StorageError) -> ObjectPage = { reader throws(StorageError) in
            let tables = ObjectTables(reader.connection, tokens: tokens)
            do {
                // All statements of a page look at one moment.
                try reader.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                let page = try ObjectSearch(
                    query, tables, tokens: tokens, classes: classes, memory: memory, seconds: seconds
                ).page()
                try reader.connection.execute("COMMIT")
                return page
            } catch {
                throw tables.failure(error)
            }
        }
        return query.isSelective ? try await read(answer) : try await scan(answer)
    }

    /// See ``ObjectStore/change(_:)``.
    public func change<Answer: Sendable>(
        _ command: @escaping @Sendable (any ObjectTransaction) throws -> Answer
    ) async throws -> Answer {
        try await objectWriter.change(tokens: try await objectTokens(), command)
    }

    /// The functions of tokens with the seed of this store, which never changes.
    func objectTokens() async throws(StorageError) -> ObjectTokens {
        if let known = knownTokens.withLock({ $0 }) { return known }
        let seed = try await read { reader throws(StorageError) in
            try reader.connection.query("SELECT value FROM number WHERE name = 'object_seed'").first?.int64(0)
        }
        guard let seed else { throw StorageError(.corrupt, "\(info.label): the seed of objects is missing") }
        let tokens = ObjectTokens(seed: UInt64(bitPattern: seed))
        knownTokens.withLock { $0 = tokens }
        return tokens
    }

    // MARK: Contents of files

    /// See ``BlobStore/beginBlob()``.
    public func beginBlob() async throws(StorageError) -> Int64 {
        try await writer.change { connection throws(StorageError) in try BlobRows.begin(connection, at: .now) }
    }

    /// See ``BlobStore/appendBlob(_:_:)``.
    public func appendBlob(_ pending: Int64, _ chunk: [UInt8]) async throws(StorageError) {
        guard (1...(1 << 20)).contains(chunk.count) else { throw StorageError(.invalid, "a chunk has 1 byte to 1 MiB") }
        try await writer.change { connection throws(StorageError) in try BlobRows.append(pending, chunk, connection, at: .now) }
    }

    /// See ``BlobStore/sealBlob(_:sha256:size:)``.
    public func sealBlob(_ pending: Int64, sha256: [UInt8], size: Int64) async throws(StorageError) {
        try await writer.change { connection throws(StorageError) in
            try BlobRows.seal(pending, sha256: sha256, size: size, connection, at: .now)
        }
    }

    /// See ``BlobStore/discardBlob(_:)``.
    public func discardBlob(_ pending: Int64) async throws(StorageError) {
        try await writer.change { connection throws(StorageError) in try BlobRows.discard(pending, connection) }
    }

    /// See ``BlobStore/blobChunk(sha256:index:)``.
    public func blobChunk(sha256: [UInt8], index: Int) async throws(StorageError) -> [UInt8]? {
        try await read { reader throws(StorageError) in try BlobRows.chunk(sha256: sha256, index: index, reader.connection) }
    }

    /// See ``BlobStore/file(_:)``.
    public func file(_ id: ObjectID) async throws(StorageError) -> FileReference? {
        try await read { reader throws(StorageError) in try BlobRows.file(id, reader.connection) }
    }

    /// See ``BlobStore/sweep(olderThan:)``.
    public func sweep(olderThan time: Timestamp) async throws(StorageError) -> Int {
        var last: Int64 = 0
        var removed = 0
        while true {
            let after = last
            let gone = try await writer.change { connection throws(StorageError) in
                try BlobRows.sweep(olderThan: time, after: after, limit: 8, connection)
            }
            guard let newest = gone.last else { return removed }
            last = newest
            removed += gone.count
        }
    }
}
