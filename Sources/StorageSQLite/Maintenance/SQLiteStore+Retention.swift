public import Documents
internal import GRDB
public import Model
public import Storage

extension SQLiteStore {
    /// Rows of a dropped segment that one transaction deletes: some hundredths of a second.
    private static let rowsPerSweep = 10_000
    /// Messages that one transaction erases.
    private static let messagesPerErasure = 200

    /// See ``RetentionStore/dropExpired(_:at:)``.
    public func dropExpired(_ policy: RetentionPolicy, at now: Timestamp) async throws(StorageError) -> RetentionResult {
        var result = RetentionResult()
        let plan = try await readers.scan { try ExpiryPlan(policy, at: now, transaction: $0) }
        for segment in plan.segments { result = result + (try await writer.write { try $0.drop(segment) }) }
        for rows in plan.rows {
            result =
                result + (try await remove { last throws(StorageError) in try await self.readers.scan { try rows.keys(after: last, $0) } })
        }
        return result
    }

    /// See ``RetentionStore/dropOldest(toFit:)``.
    public func dropOldest(toFit bytes: Int) async throws(StorageError) -> RetentionResult {
        var result = RetentionResult()
        for _ in 0..<SQLiteStore.budgetSteps {
            let used = try await usedBytes()
            guard used > bytes else { break }
            let step: RetentionResult
            switch try await readers.scan({ try BudgetStep(used: used, budget: bytes, transaction: $0) }) {
            case .segment(let segment): step = try await writer.write { try $0.drop(segment) }
            case .rows(let rows):
                step = try await remove { last throws(StorageError) in try await self.readers.scan { try rows.keys(after: last, $0) } }
            case .nothing: return result
            }
            result = result + step
            try await reclaim()
        }
        return result
    }

    /// Segments or parts of one that one run of ``dropOldest(toFit:)`` drops at the most.
    private static let budgetSteps = 64

    /// Deletes rows as `next` names them, by some hundreds in a transaction.
    private func remove(
        _ next: (RecordKey?) async throws(StorageError) -> [RecordKey]
    ) async throws(StorageError) -> RetentionResult {
        var result = RetentionResult()
        var last: RecordKey?
        while true {
            let keys = try await next(last)
            guard let end = keys.last else { return result }
            last = end
            result = result + (try await writer.write(weight: keys.count, needsSavepoint: false) { try $0.remove(keys) })
        }
    }

    /// See ``RetentionStore/usedBytes()``.
    public func usedBytes() async throws(StorageError) -> Int {
        try readers.page { transaction in
            func number(_ pragma: String) throws -> Int {
                try Int.fetchOne(transaction.db, sql: "PRAGMA \(pragma)") ?? 0
            }
            return (try number("page_count") - number("freelist_count")) * (try number("page_size"))
        }
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
