/// A whole engine: all that Waggle keeps lies in one.
public protocol Store: ObservationStore, AccountStore, RetentionStore, ForeignIDStore, ObjectStore, BlobStore, AnalysisQueueStore {
    /// Where the engine notes statements that take long.
    var slowQueries: SlowQueryLog? { get }
    /// Asks the engine for a trivial answer; throws with the reason why it can't serve.
    func ping() async throws(StorageError)
    /// Writes a consistent copy of everything to a new file while the store is in use; throws `conflict` when the file
    /// exists. `progress` gets the share done, 0 to 1.
    func backup(to path: String, progress: @Sendable (Double) -> Void) async throws(StorageError)
    /// Looks for damage; gives sentences, none when all is well.
    func check() async throws(StorageError) -> [String]
    /// Ends all use of the store; what is committed stays.
    func close() async throws(StorageError)
}

extension Store {
    /// None, for stores without statements.
    public var slowQueries: SlowQueryLog? { nil }
}
