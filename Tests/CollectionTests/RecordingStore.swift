import Documents
import Model
import NIOConcurrencyHelpers
import Storage

/// A store in memory that keeps what is appended and can be told to fail.
final class RecordingStore: ObservationStore {
    struct State {
        var messages: [NormalizedMessage] = []
        var digests: Set<[UInt8]> = []
        var sequence: Int64 = 0
        var replaced: [NormalizedMessage] = []
        /// Thrown by the next calls of `append`, first first.
        var failures: [StorageError] = []
        /// Thrown by every call of `append` while it is set.
        var outage: StorageError?
        /// Payloads that the engine refuses, when they come with documents.
        var poison: Set<[UInt8]> = []
        var batches: [Int] = []
        /// How long `append` takes.
        var delay: Duration?
    }

    let identity = NodeIdentity(node: 0, mark: 0x12_3456_789A)
    let state = NIOLockedValueBox(State())

    var messages: [NormalizedMessage] { state.withLockedValue { $0.messages } }

    func lastKey() async throws(StorageError) -> RecordKey? { messages.last?.key }
    func lastBatchSequence() async throws(StorageError) -> Int64 { state.withLockedValue { $0.sequence } }

    func append(_ batch: IngestBatch) async throws(StorageError) -> IngestResult {
        if let delay = state.withLockedValue({ $0.delay }) { try? await Task.sleep(for: delay) }
        let result: Result<IngestResult, StorageError> = state.withLockedValue { state in
            if let outage = state.outage { return .failure(outage) }
            if !state.failures.isEmpty { return .failure(state.failures.removeFirst()) }
            for message in batch.messages where state.poison.contains(message.message.payload) {
                if case .normalized = message.outcome { return .failure(StorageError(.failed, "refused by the engine")) }
            }
            if let sequence = batch.sequence {
                if sequence <= state.sequence { return .success(IngestResult(stored: 0, skipped: batch.messages.count)) }
                state.sequence = sequence
            }
            let fresh = batch.messages.filter { message in message.importDigest.map { state.digests.insert($0).inserted } ?? true }
            state.messages += fresh
            state.batches.append(batch.messages.count)
            return .success(IngestResult(stored: fresh.count, skipped: batch.messages.count - fresh.count))
        }
        return try result.get()
    }

    func replaceDerived(_ messages: [NormalizedMessage]) async throws(StorageError) {
        state.withLockedValue { $0.replaced += messages }
    }

    func messages(
        _ filter: MessageFilter, order: ReceiptOrder, page: Page
    ) async throws(StorageError) -> Slice<StoredMessage> {
        let all = messages.filter { filter.channel == nil || $0.message.channel == filter.channel }
        let sorted = order == .newestFirst ? Array(all.reversed()) : all
        let start = page.after.flatMap { Int($0.text) } ?? 0
        let part = sorted.dropFirst(start).prefix(page.limit)
        let items = part.map { message in
            StoredMessage(
                key: message.key, id: identity.id(of: message.key, kind: .message), message: message.message,
                isNormalized: true, lastError: nil, lastErrorTime: nil)
        }
        let end = start + part.count
        return Slice(items, next: end < sorted.count ? Cursor("\(end)") : nil)
    }

    func status() async throws(StorageError) -> StoreStatus {
        StoreStatus(
            engine: "memory", messages: messages.count, sessions: 0, urls: 0, files: 0, dorks: 0, errors: [:], size: 0)
    }

    private var unused: StorageError { StorageError(.failed, "not a part of this double") }
    func sessions(
        _ filter: SessionFilter, order: ReceiptOrder, page: Page
    ) async throws(StorageError) -> Slice<StoredSession> { throw unused }
    func activities(of session: RecordKey) async throws(StorageError) -> [SessionActivity] { throw unused }
    func urls(_ filter: URLFilter, page: Page) async throws(StorageError) -> Slice<StoredURL> { throw unused }
    func files(
        hash: String, includingContent: Bool, page: Page
    ) async throws(StorageError) -> Slice<StoredFile> { throw unused }
    func dorks(_ filter: DorkFilter, page: Page) async throws(StorageError) -> Slice<StoredDork> { throw unused }
    func metadata(ip: String) async throws(StorageError) -> [AttackerMetadata] { throw unused }
    func dailyStatistics(channel: String?, day: Int?) async throws(StorageError) -> [DailyStatistics] { throw unused }
    func totals() async throws(StorageError) -> [ValueCount] { throw unused }
    func eventCount(identifier: String, day: Int) async throws(StorageError) -> Int? { throw unused }
    func sessionProtocols() async throws(StorageError) -> [ValueCount] { throw unused }
    func fileTypes() async throws(StorageError) -> [ValueCount] { throw unused }
    func sensorActivity() async throws(StorageError) -> [SensorActivity] { throw unused }
}
