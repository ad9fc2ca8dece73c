internal import GRDB
internal import Model
internal import Storage
internal import Synchronization

/// The connections that read, and what they share.
///
/// Pages by an index are read on the caller's thread, which costs less than two changes of thread (design decision 15);
/// scans have connections with threads of their own, so that they can't keep pages waiting.
final class Readers: Sendable {
    let identities: NodeIdentities
    let seed: UInt64
    let options: SQLiteOptions
    private let path: String
    private let pool: DatabasePool
    private let scanners: DatabasePool
    private let catalog = Mutex<(version: Int64, segments: [Segment])?>(nil)
    private let names = Mutex<[Int64: String]>([:])

    init(file: StoreFile, pool: DatabasePool, identities: NodeIdentities, seed: UInt64) throws {
        self.identities = identities
        self.seed = seed
        self.pool = pool
        path = file.path
        options = file.options
        scanners = try file.openScanners()
    }

    /// Reads something short on the calling thread.
    func page<Value>(_ body: (ReadTransaction) throws -> Value) throws(StorageError) -> Value {
        do {
            return try pool.read { db in try body(ReadTransaction(db: db, readers: self)) }
        } catch {
            throw StorageError(error, path: path)
        }
    }

    /// Reads something long on a thread of its own.
    func scan<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws(StorageError) -> Value {
        do {
            return try await scanners.read { db in try body(ReadTransaction(db: db, readers: self)) }
        } catch {
            throw StorageError(error, path: path)
        }
    }

    func segments(_ db: Database) throws -> [Segment] {
        let version = try SegmentTable.version(db)
        if let known = catalog.withLock({ $0 }), known.version == version { return known.segments }
        let segments = try SegmentTable.load(db)
        catalog.withLock { $0 = (version, segments) }
        return segments
    }

    func name(_ number: Int64, _ db: Database) throws -> String {
        if let known = names.withLock({ $0[number] }) { return known }
        let find = try db.prepared("SELECT name FROM name WHERE id = ?")
        find.bind(1, number)
        defer { find.reset() }
        guard try find.step() else { return "" }
        let name = find.string(0)
        names.withLock { known in
            if known.count >= WriterState.maximumNames { known.removeAll() }
            known[number] = name
        }
        return name
    }

    func close() throws {
        try scanners.close()
    }
}
