internal import Documents
public import Model
public import Storage

extension SQLiteStore {
    /// Rows up to which a page is read on the caller's thread.
    static let rowsOnCaller = 100

    /// See ``ObservationStore/lastKey()``.
    public func lastKey() async throws(StorageError) -> RecordKey? {
        let key = try readers.page { try NodeRow($0.db).lastKey }
        return key >= 0 ? RecordKey(rawValue: key) : nil
    }

    /// See ``ObservationStore/lastBatchSequence()``.
    public func lastBatchSequence() async throws(StorageError) -> Int64 {
        try readers.page { try NodeRow($0.db).lastBatch }
    }

    /// See ``ObservationStore/append(_:)``.
    public func append(_ batch: IngestBatch) async throws(StorageError) -> IngestResult {
        try await writer.write(weight: batch.messages.count, needsSavepoint: false) { try $0.append(batch) }
    }

    /// See ``ObservationStore/replaceDerived(_:)``.
    public func replaceDerived(_ messages: [NormalizedMessage]) async throws(StorageError) {
        try await writer.write(weight: messages.count, needsSavepoint: false) { try $0.replaceDerived(messages) }
    }

    /// See ``ForeignIDStore/keep(_:)``.
    public func keep(_ ids: [ForeignID]) async throws(StorageError) -> [ForeignID.Outcome] {
        try await writer.write(weight: ids.count, needsSavepoint: false) { try $0.keep(ids) }
    }

    /// See ``ObservationStore/messages(_:order:page:)``.
    public func messages(_ filter: MessageFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredMessage> {
        try await read(onCaller: page.limit <= SQLiteStore.rowsOnCaller && MessageReader.isSelective(filter)) { transaction in
            try MessageReader(filter, transaction)?.slice(order: order, page: page) ?? Slice([], next: nil)
        }
    }

    /// See ``ObservationStore/sessions(_:order:page:)``.
    public func sessions(_ filter: SessionFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredSession> {
        try await read(onCaller: page.limit <= SQLiteStore.rowsOnCaller && SessionReader.isSelective(filter)) { transaction in
            try SessionReader(filter, transaction)?.slice(order: order, page: page) ?? Slice([], next: nil)
        }
    }

    /// See ``ObservationStore/activities(of:)``.
    public func activities(of session: RecordKey) async throws(StorageError) -> [SessionActivity] {
        try readers.page { transaction in
            for segment in try transaction.segments(covering: session) {
                let found = try SessionRows.activities(of: session.rawValue, in: segment, transaction.db)
                if !found.isEmpty { return found }
            }
            return []
        }
    }

    /// See ``ObservationStore/urls(_:page:)``.
    public func urls(_ filter: URLFilter, page: Page) async throws(StorageError) -> Slice<StoredURL> {
        try await read(onCaller: filter.id != nil) { try URLReader(filter: filter, transaction: $0).slice(page: page) }
    }

    /// See ``ObservationStore/files(hash:includingContent:page:)``.
    public func files(hash: String, includingContent: Bool, page: Page) async throws(StorageError) -> Slice<StoredFile> {
        try await read(onCaller: !includingContent) { transaction in
            try FileReader(hash: hash, includingContent: includingContent, transaction: transaction).slice(page: page)
        }
    }

    /// See ``ObservationStore/dorks(_:page:)``.
    public func dorks(_ filter: DorkFilter, page: Page) async throws(StorageError) -> Slice<StoredDork> {
        try await read(onCaller: false) { try DorkReader(filter: filter, transaction: $0).slice(page: page) }
    }

    /// See ``ObservationStore/metadata(ip:)``.
    public func metadata(ip: String) async throws(StorageError) -> [AttackerMetadata] {
        try readers.page { try StatisticsReader(transaction: $0).metadata(ip: ip) }
    }

    /// See ``ObservationStore/dailyStatistics(channel:day:)``.
    public func dailyStatistics(channel: String?, day: Int?) async throws(StorageError) -> [DailyStatistics] {
        try await read(onCaller: false) { try StatisticsReader(transaction: $0).daily(channel: channel, day: day) }
    }

    /// See ``ObservationStore/totals()``.
    public func totals() async throws(StorageError) -> [ValueCount] {
        try readers.page { try StatisticsReader(transaction: $0).totals() }
    }

    /// See ``ObservationStore/eventCount(identifier:day:)``.
    public func eventCount(identifier: String, day: Int) async throws(StorageError) -> Int? {
        try readers.page { try StatisticsReader(transaction: $0).eventCount(identifier: identifier, day: day) }
    }

    /// See ``ObservationStore/sessionProtocols()``.
    public func sessionProtocols() async throws(StorageError) -> [ValueCount] {
        try readers.page { try StatisticsReader(transaction: $0).protocols() }
    }

    /// See ``ObservationStore/fileTypes()``.
    public func fileTypes() async throws(StorageError) -> [ValueCount] {
        try readers.page { try StatisticsReader(transaction: $0).fileTypes() }
    }

    /// See ``ObservationStore/sensorActivity()``.
    public func sensorActivity() async throws(StorageError) -> [SensorActivity] {
        try await read(onCaller: false) { try StatisticsReader(transaction: $0).sensorActivity() }
    }

    /// See ``ObservationStore/status()``.
    public func status() async throws(StorageError) -> StoreStatus {
        let size = file.size
        return try readers.page { try StatisticsReader(transaction: $0).status(size: size) }
    }

    /// Reads here when it is short, on a thread for scans when it may be long.
    private func read<Value: Sendable>(
        onCaller: Bool, _ body: @escaping @Sendable (ReadTransaction) throws -> Value
    ) async throws(StorageError) -> Value {
        onCaller ? try readers.page(body) : try await readers.scan(body)
    }
}
