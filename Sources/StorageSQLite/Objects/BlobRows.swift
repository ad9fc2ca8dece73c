internal import Documents
internal import GRDB
internal import Storage

/// Contents of files and references to them.
enum BlobRows {
    static func file(_ id: ObjectID, _ db: Database) throws -> FileReference? {
        let find = try db.prepared(
            "SELECT b.sha256, b.size FROM file_reference AS r JOIN blob AS b ON b.number = r.blob WHERE r.id = ?")
        find.bind(1, blob: id.bytes)
        return try ObjectRows.collect(find) { FileReference(id: id, sha256: $0.bytes(0), size: $0.int64(1)) }.first
    }

    static func begin(_ db: Database, at time: Timestamp) throws -> Int64 {
        let insert = try db.prepared("INSERT INTO blob(size, chunks, time) VALUES(0, 0, ?)")
        insert.bind(1, time.microseconds)
        try insert.run()
        return db.lastInsertedRowID
    }

    static func append(_ pending: Int64, _ chunk: [UInt8], _ db: Database, at time: Timestamp) throws {
        let update = try db.prepared(
            "UPDATE blob SET chunks = chunks + 1, size = size + ?2, time = ?3 WHERE number = ?1 AND sha256 IS NULL")
        update.bind(1, pending)
        update.bind(2, chunk.count)
        update.bind(3, time.microseconds)
        try update.run()
        guard db.changesCount > 0 else { throw unknown(pending) }
        let insert = try db.prepared("INSERT INTO blob_chunk SELECT number, chunks - 1, ?2 FROM blob WHERE number = ?1")
        insert.bind(1, pending)
        try insert.run(blob: chunk, at: 2)
    }

    static func seal(_ pending: Int64, sha256: [UInt8], size: Int64, _ db: Database, at time: Timestamp) throws {
        let find = try db.prepared("SELECT size FROM blob WHERE number = ? AND sha256 IS NULL")
        find.bind(1, pending)
        guard let stored = try ObjectRows.collect(find, { $0.int64(0) }).first else { throw unknown(pending) }
        guard sha256.count == 32, stored == size else {
            throw StorageError(.invalid, "the pending content \(pending) has \(stored) bytes, not \(size)")
        }
        let twin = try db.prepared("UPDATE blob SET time = ?2 WHERE sha256 = ?1")
        twin.bind(1, blob: sha256)
        twin.bind(2, time.microseconds)
        try twin.run()
        guard db.changesCount == 0 else { return try remove(pending, db) }
        let update = try db.prepared("UPDATE blob SET sha256 = ?2, time = ?3 WHERE number = ?1")
        update.bind(1, pending)
        update.bind(2, blob: sha256)
        update.bind(3, time.microseconds)
        try update.run()
    }

    static func discard(_ pending: Int64, _ db: Database) throws {
        let find = try db.prepared("SELECT 1 FROM blob WHERE number = ? AND sha256 IS NULL")
        find.bind(1, pending)
        guard try !ObjectRows.collect(find, { $0.int64(0) }).isEmpty else { return }
        try remove(pending, db)
    }

    static func chunk(sha256: [UInt8], index: Int, _ db: Database) throws -> [UInt8]? {
        let find = try db.prepared(
            "SELECT c.bytes FROM blob AS b JOIN blob_chunk AS c ON c.blob = b.number WHERE b.sha256 = ? AND c.position = ?")
        find.bind(1, blob: sha256)
        find.bind(2, index)
        return try ObjectRows.collect(find) { $0.bytes(0) }.first
    }

    /// Some numbers of what nothing names and is older than a time, ascending, after a number.
    static func orphans(olderThan time: Timestamp, after number: Int64, limit: Int, _ db: Database) throws -> [Int64] {
        let rows = try db.prepared(
            """
            SELECT number FROM blob WHERE time < ?1 AND number > ?2
                AND NOT EXISTS (SELECT 1 FROM file_reference AS r WHERE r.blob = blob.number) ORDER BY number LIMIT ?3
            """)
        rows.bind(1, time.microseconds)
        rows.bind(2, number)
        rows.bind(3, limit)
        return try ObjectRows.collect(rows) { $0.int64(0) }
    }

    static func remove(_ number: Int64, _ db: Database) throws {
        for sql in ["DELETE FROM blob_chunk WHERE blob = ?", "DELETE FROM blob WHERE number = ?"] {
            let delete = try db.prepared(sql)
            delete.bind(1, number)
            try delete.run()
        }
    }

    private static func unknown(_ pending: Int64) -> StorageError {
        StorageError(.notFound, "there is no pending content \(pending)")
    }
}
