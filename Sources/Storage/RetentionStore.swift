public import Documents
public import Model

/// What a run of retention has dropped.
public struct RetentionResult: Sendable, Equatable {
    /// Messages gone.
    public var messages: Int
    /// Segments or partitions that went as a whole; other messages were deleted row by row.
    public var segments: Int

    /// A result.
    public init(messages: Int = 0, segments: Int = 0) {
        self.messages = messages
        self.segments = segments
    }

    /// The sum of two results.
    public static func + (left: RetentionResult, right: RetentionResult) -> RetentionResult {
        RetentionResult(messages: left.messages + right.messages, segments: left.segments + right.segments)
    }
}

/// What an engine promises for keeping less: by age, by space, and of one address.
public protocol RetentionStore: Sendable {
    /// Drops the messages that the policy no longer keeps at that time; their sessions go with them. Urls, files, dorks
    /// and statistics stay.
    ///
    /// Segments whose messages are all kept equally long go as a whole, at the latest ``Model/RetentionPeriod/grace`` after
    /// the period. Messages among others that are kept longer, as after a change of the policy, go row by row in short steps.
    func dropExpired(_ policy: RetentionPolicy, at now: Timestamp) async throws(StorageError) -> RetentionResult
    /// Drops the oldest messages until ``usedBytes()`` is at most that many.
    func dropOldest(toFit bytes: Int) async throws(StorageError) -> RetentionResult
    /// Bytes of the store that hold something; space that was given back and waits to be used again does not count.
    func usedBytes() async throws(StorageError) -> Int
    /// Frees the space of what was dropped, in steps so short that what is received meanwhile is stored as ever.
    func reclaim() async throws(StorageError)
    /// Erases all messages that gave a session or facts on a source address, with everything derived from them; gives
    /// the number of messages gone (design decision 24). Statistics, which name no address, stay.
    func erase(sourceIP: String) async throws(StorageError) -> Int
}
