public import Documents
internal import GRDB
internal import Model
public import Storage

extension SQLiteStore: RetentionStore {
    /// Rows of a dropped segment that one transaction deletes: some hundredths of a second.
    private static let rowsPerSweep = 10_000
    /// Messages that one transaction erases.
    private static let messagesPerErasure = 200

    /// See ``RetentionStore/dropMessages(receivedBefore:)``.
    public func dropMessages(receivedBefore time: Timestamp) async throws(StorageError) -> Int {
        try await writer.write { try $0.dropSegments(receivedBefore: time) }
    }

    /// See ``RetentionStore/reclaim()``.
    public func reclaim() async throws(StorageError) {
        for segment in try readers.page({ try SegmentTable.hidden($0.db) }) {
            while try await !writer.write({ try SegmentTable.clear(segment, rows: SQLiteStore.rowsPerSweep, in: $0.db) }) {}
        }
    }

    /// See ``RetentionStore/erase(sourceIP:)``.
    public func erase(sourceIP: String) async throws(StorageError) -> Int {
        var erased = 0
        var previous: [RecordKey] = []
        while true {
            let keys = try await readers.scan { try ErasureList(address: sourceIP, transaction: $0).keys() }
            guard !keys.isEmpty else { return erased }
            guard keys != previous else {
                throw StorageError(.corrupt, "\(file.path): sessions of the address have no message; they can't be erased")
            }
            previous = keys
            var rest = keys[...]
            while !rest.isEmpty {
                let slice = Array(rest.prefix(SQLiteStore.messagesPerErasure))
                rest = rest.dropFirst(slice.count)
                erased += try await writer.write(weight: slice.count, needsSavepoint: false) { try $0.erase(slice) }
            }
        }
    }
}

/// The messages that say something of a source address.
struct ErasureList {
    let address: String
    let transaction: ReadTransaction

    func keys() throws -> [RecordKey] {
        var filter = SessionFilter()
        filter.sourceIP = address
        var keys: Set<RecordKey> = []
        let sessions = try SessionReader(filter, transaction)?.slice(order: .oldestFirst, page: Page())
        for session in sessions?.items ?? [] { keys.insert(session.key.message) }
        let rows = try transaction.db.prepared(
            "SELECT DISTINCT key FROM metadata_event INDEXED BY metadata_event_order WHERE ip = ? LIMIT \(Page.maximumItems)")
        rows.bind(1, address)
        defer { rows.reset() }
        while try rows.step() { keys.insert(RecordKey(rawValue: rows.int64(0))) }
        return keys.sorted()
    }
}
