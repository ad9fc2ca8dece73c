import Documents
import Storage

/// Contents of files and references to them.
enum BlobRows {
    static func file(_ id: ObjectID, _ connection: Connection) throws(StorageError) -> FileReference? {
        try connection.query(
            "SELECT b.sha256, b.size FROM file_reference AS r, blob AS b WHERE b.number = r.blob AND r.id = $1", .bytes(id.bytes)
        ).first.map { FileReference(id: id, sha256: $0.bytes(0), size: $0.int64(1)) }
    }

    static func begin(_ connection: Connection, at time: Timestamp) throws(StorageError) -> Int64 {
        try connection.query("INSERT INTO blob(size, chunks, time) VALUES(0, 0, $1) RETURNING number", .int(time.microseconds)).first?
            .int64(0) ?? 0
    }

    static func append(_ pending: Int64, _ chunk: [UInt8], _ connection: Connection, at time: Timestamp) throws(StorageError) {
        let position = try connection.query(
            """
            UPDATE blob SET chunks = chunks + 1, size = size + $2, time = $3 WHERE number = $1 AND sha256 IS NULL
            RETURNING chunks - 1
            """, .int(pending), .number(chunk.count), .int(time.microseconds)
        ).first?.int64(0)
        guard let position else { throw unknown(pending) }
        try connection.query("INSERT INTO blob_chunk VALUES($1, $2, $3)", .int(pending), .int(position), .bytes(chunk))
    }

    static func seal(
        _ pending: Int64, sha256: [UInt8], size: Int64, _ connection: Connection, at time: Timestamp
    ) throws(StorageError) {
        // Two processes may end the same content at once.
        try AdvisoryLock.contents.takeForTransaction(connection)
        let stored = try connection.query("SELECT size FROM blob WHERE number = $1 AND sha256 IS NULL", .int(pending)).first?.int64(0)
        guard let stored else { throw unknown(pending) }
        guard sha256.count == 32, stored == size else {
            throw StorageError(.invalid, "the pending content \(pending) has \(stored) bytes, not \(size)")
        }
        let twins = try connection.query(
            "UPDATE blob SET time = $2 WHERE sha256 = $1", .bytes(sha256), .int(time.microseconds)
        ).changes
        guard twins == 0 else { return try remove([pending], connection) }
        try connection.query(
            "UPDATE blob SET sha256 = $2, time = $3 WHERE number = $1", .int(pending), .bytes(sha256), .int(time.microseconds))
    }

    static func discard(_ pending: Int64, _ connection: Connection) throws(StorageError) {
        guard try connection.exists("SELECT 1 FROM blob WHERE number = $1 AND sha256 IS NULL", .int(pending)) else { return }
        try remove([pending], connection)
    }

    static func chunk(sha256: [UInt8], index: Int, _ connection: Connection) throws(StorageError) -> [UInt8]? {
        try connection.query(
            "SELECT c.bytes FROM blob AS b, blob_chunk AS c WHERE c.blob = b.number AND b.sha256 = $1 AND c.position = $2",
            .bytes(sha256), .number(index)
        ).first?.bytes(0)
    }

    /// Removes some of what nothing names and is older than a time; gives their numbers, ascending.
    static func sweep(
        olderThan time: Timestamp, after number: Int64, limit: Int, _ connection: Connection
    ) throws(StorageError) -> [Int64] {
        try AdvisoryLock.contents.takeForTransaction(connection)
        let orphans = try connection.query(
            """
            SELECT number FROM blob WHERE time < $1 AND number > $2
                AND number NOT IN (SELECT r.blob FROM file_reference AS r WHERE r.blob = blob.number) ORDER BY number LIMIT $3
            """, .int(time.microseconds), .int(number), .number(limit)
        ).map { $0.int64(0) }
        try remove(orphans, connection)
        return orphans
    }

    private static func remove(_ numbers: [Int64], _ connection: Connection) throws(StorageError) {
        try connection.query("DELETE FROM blob_chunk WHERE blob = ANY($1)", .ints(numbers))
        try connection.query("DELETE FROM blob WHERE number = ANY($1)", .ints(numbers))
    }

    private static func unknown(_ pending: Int64) -> StorageError {
        StorageError(.notFound, "there is no pending content \(pending)")
    }
}
