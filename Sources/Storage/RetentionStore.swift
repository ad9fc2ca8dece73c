public import Documents

/// What an engine promises for keeping less: by age, and of one address.
public protocol RetentionStore: Sendable {
    /// Drops whole time segments in which every message was received before a time; gives the number of messages gone.
    ///
    /// Their sessions go with them. Urls, files, dorks and statistics stay, as do messages of the segments that reach
    /// beyond that time. The space is free after ``reclaim()``.
    func dropMessages(receivedBefore time: Timestamp) async throws(StorageError) -> Int
    /// Frees the space of what was dropped, in steps so short that what is received meanwhile is stored as ever.
    func reclaim() async throws(StorageError)
    /// Erases all messages that gave a session or facts on a source address, with everything derived from them; gives
    /// the number of messages gone (design decision 24). Statistics, which name no address, stay.
    func erase(sourceIP: String) async throws(StorageError) -> Int
}
