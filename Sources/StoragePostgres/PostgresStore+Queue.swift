public import Documents
public import Storage

extension PostgresStore {
    /// See ``AnalysisQueueStore/hasDueTasks(distributed:at:)``.
    public func hasDueTasks(distributed: Bool, at time: Timestamp) async throws(StorageError) -> Bool {
        try await read { reader throws(StorageError) in
            try TaskRows.hasDue(distributed: distributed, at: time, reader.connection)
        }
    }

    /// See ``AnalysisQueueStore/queueLengths(at:)``.
    public func queueLengths(at time: Timestamp) async throws(StorageError) -> [AnalysisQueueLength] {
        try await scan { reader throws(StorageError) in try TaskRows.lengths(at: time, reader.connection) }
    }
}
