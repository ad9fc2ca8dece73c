import Documents
import Storage

/// These tests need no objects and no files.
extension FakeStore {
    private static let none = StorageError(.unavailable, "this store has no objects")

    func objects(_ query: ObjectQuery) async throws(StorageError) -> ObjectPage { throw FakeStore.none }
    func change<Answer: Sendable>(
        _ command: @escaping @Sendable (any ObjectTransaction) throws -> Answer
    ) async throws -> Answer { throw FakeStore.none }

    func beginBlob() async throws(StorageError) -> Int64 { throw FakeStore.none }
    func appendBlob(_ pending: Int64, _ chunk: [UInt8]) async throws(StorageError) { throw FakeStore.none }
    func sealBlob(_ pending: Int64, sha256: [UInt8], size: Int64) async throws(StorageError) { throw FakeStore.none }
    func discardBlob(_ pending: Int64) async throws(StorageError) { throw FakeStore.none }
    func blobChunk(sha256: [UInt8], index: Int) async throws(StorageError) -> [UInt8]? { nil }
    func file(_ id: ObjectID) async throws(StorageError) -> FileReference? { nil }
    func hasDueTasks(distributed: Bool, at time: Timestamp) async throws(StorageError) -> Bool { false }
    func queueLengths(at time: Timestamp) async throws(StorageError) -> [AnalysisQueueLength] { [] }
    func sweep(olderThan time: Timestamp) async throws(StorageError) -> Int { 0 }

    func tags(_ query: TagQuery) async throws(StorageError) -> [TagCount] { [] }

    func marks(_ kind: MarkKind, of user: String, limit: Int) async throws(StorageError) -> [ObjectMark] { [] }
    func setMark(_ kind: MarkKind, _ mark: ObjectMark, of user: String, isOn: Bool) async throws(StorageError) { throw FakeStore.none }
    func sourceSubscriptions(of user: String) async throws(StorageError) -> [SourceSubscription] { [] }
    func setSubscription(_ subscription: SourceSubscription, of user: String, isOn: Bool) async throws(StorageError) {
        throw FakeStore.none
    }
    func notices(of user: String, before number: Int64?, limit: Int) async throws(StorageError) -> [Notice] { [] }
    func markNoticesRead(of user: String, upTo number: Int64) async throws(StorageError) { throw FakeStore.none }
    func removeNotices(of user: String, _ removal: NoticeRemoval) async throws(StorageError) { throw FakeStore.none }
    func trimNotices(keeping count: Int) async throws(StorageError) -> Int { 0 }
}
