public import Model
public import Storage

extension PostgresStore {
    /// Claims a node number when this process has none.
    public func lastKey() async throws(StorageError) -> RecordKey? {
        let key = try await progress().lastKey
        return key >= 0 ? RecordKey(rawValue: key) : nil
    }

    /// Claims a node number when this process has none.
    public func lastBatchSequence() async throws(StorageError) -> Int64 {
        try await progress().lastBatch
    }

    private func progress() async throws(StorageError) -> (lastKey: Int64, lastBatch: Int64) {
        let writer = writer
        return try await writer.thread.perform(repeating: true) { connection throws(StorageError) in
            try NodeTable.progress(of: try writer.holdNode(connection).node, connection)
        }
    }

    /// See ``ObservationStore/append(_:)``.
    public func append(_ batch: IngestBatch) async throws(StorageError) -> IngestResult {
        try await writer.append(batch)
    }

    /// See ``ObservationStore/replaceDerived(_:)``.
    public func replaceDerived(_ messages: [NormalizedMessage]) async throws(StorageError) {
        try await writer.replaceDerived(messages)
    }

    /// See ``ForeignIDStore/keep(_:)``.
    public func keep(_ ids: [ForeignID]) async throws(StorageError) -> [ForeignID.Outcome] {
        try await writer.change { connection throws(StorageError) in try KeepTransaction(reader: self.reader(connection)).run(ids) }
    }

    /// See ``ObservationStore/messages(_:order:page:)``.
    public func messages(_ filter: MessageFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredMessage> {
        try await read { reader throws(StorageError) in
            try MessageReader(reader: reader, filter: filter).slice(order: order, page: page)
        }
    }

    /// See ``ObservationStore/sessions(_:order:page:)``.
    public func sessions(_ filter: SessionFilter, order: ReceiptOrder, page: Page) async throws(StorageError) -> Slice<StoredSession> {
        try await read { reader throws(StorageError) in
            try SessionReader(reader: reader, filter: filter).slice(order: order, page: page)
        }
    }

    /// See ``ObservationStore/activities(of:)``.
    public func activities(of session: RecordKey) async throws(StorageError) -> [SessionActivity] {
        try await read { reader throws(StorageError) in try SessionReader.activities(of: session, reader.connection) }
    }

    /// See ``ObservationStore/urls(_:page:)``.
    public func urls(_ filter: URLFilter, page: Page) async throws(StorageError) -> Slice<StoredURL> {
        let body: @Sendable (Reader) throws(StorageError) -> Slice<StoredURL> = { reader throws(StorageError) in
            try URLReader(reader: reader, filter: filter).slice(page: page)
        }
        return filter.pattern == nil ? try await read(body) : try await scan(body)
    }

    /// See ``ObservationStore/files(hash:includingContent:page:)``.
    public func files(hash: String, includingContent: Bool, page: Page) async throws(StorageError) -> Slice<StoredFile> {
        try await read { reader throws(StorageError) in
            try FileReader(reader: reader, hash: hash, includingContent: includingContent).slice(page: page)
        }
    }

    /// See ``ObservationStore/dorks(_:page:)``.
    public func dorks(_ filter: DorkFilter, page: Page) async throws(StorageError) -> Slice<StoredDork> {
        let body: @Sendable (Reader) throws(StorageError) -> Slice<StoredDork> = { reader throws(StorageError) in
            try DorkReader(reader: reader, filter: filter).slice(page: page)
        }
        return filter.pattern == nil ? try await read(body) : try await scan(body)
    }

    /// See ``ObservationStore/metadata(ip:)``.
    public func metadata(ip: String) async throws(StorageError) -> [AttackerMetadata] {
        try await statistics { reader throws(StorageError) in try reader.metadata(ip: ip) }
    }

    /// See ``ObservationStore/dailyStatistics(channel:day:)``.
    public func dailyStatistics(channel: String?, day: Int?) async throws(StorageError) -> [DailyStatistics] {
        try await statistics { reader throws(StorageError) in try reader.daily(channel: channel, day: day) }
    }

    /// See ``ObservationStore/totals()``.
    public func totals() async throws(StorageError) -> [ValueCount] {
        try await statistics { reader throws(StorageError) in try reader.totals() }
    }

    /// See ``ObservationStore/eventCount(identifier:day:)``.
    public func eventCount(identifier: String, day: Int) async throws(StorageError) -> Int? {
        try await statistics { reader throws(StorageError) in try reader.eventCount(identifier: identifier, day: day) }
    }

    /// See ``ObservationStore/sessionProtocols()``.
    public func sessionProtocols() async throws(StorageError) -> [ValueCount] {
        try await statistics { reader throws(StorageError) in try reader.protocols() }
    }

    /// See ``ObservationStore/fileTypes()``.
    public func fileTypes() async throws(StorageError) -> [ValueCount] {
        try await statistics { reader throws(StorageError) in try reader.fileTypes() }
    }

    /// See ``ObservationStore/sensorActivity()``.
    public func sensorActivity() async throws(StorageError) -> [SensorActivity] {
        try await statistics { reader throws(StorageError) in try reader.sensorActivity() }
    }

    /// See ``ObservationStore/status()``.
    public func status() async throws(StorageError) -> StoreStatus {
        try await statistics { reader throws(StorageError) in try reader.status() }
    }

    private func statistics<Value: Sendable>(
        _ body: @Sendable (StatisticsReader) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await read { reader throws(StorageError) in try body(StatisticsReader(connection: reader.connection)) }
    }
}
