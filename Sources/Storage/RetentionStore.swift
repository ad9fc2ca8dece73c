public import Documents

/// What an engine promises for keeping less: by age, and of one address.
public protocol RetentionStore: Sendable {
    /// Drops whole time segments in which every message was received before a time; gives the number of messages gone.
    ///
    /// Their sessions go with them. Urls, files, dorks and statistics stay, as do messages of the segments that reach
    /// beyond that time. What is received meanwhile is stored as ever.
    func dropMessages(receivedBefore time: Timestamp) async throws(StorageError) -> Int
    /// Erases all messages that gave a session or facts on a source address, with everything derived from them; gives
    /// the number of messages gone (design decision 24). Statistics, which name no address, stay.
    func erase(sourceIP: String) async throws(StorageError) -> Int
}
