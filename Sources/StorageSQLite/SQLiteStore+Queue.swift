public import Documents
public import Storage

extension SQLiteStore {
    /// See ``AnalysisQueueStore/hasDueTasks(distributed:at:)``.
    public func hasDueTasks(distributed: Bool, at time: Timestamp) async throws(StorageError) -> Bool {
        try readers.page { try TaskRows.hasDue(distributed: distributed, at: time, $0.db) }
    }

    /// See ``AnalysisQueueStore/queueLengths(at:)``.
    public func queueLengths(at time: Timestamp) async throws(StorageError) -> [AnalysisQueueLength] {
        try await readers.scan { try TaskRows.lengths(at: time, $0.db) }
    }
}
