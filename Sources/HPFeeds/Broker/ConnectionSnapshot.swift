/// One live connection as the pages show it.
public struct ConnectionSnapshot: Sendable, Equatable {
    /// The authenticated ident, nil before that.
    public var ident: String?
    /// Its owner.
    public var owner: String?
    /// The client's address and port.
    public var address: String
    /// Microseconds since 1970 of its arrival.
    public var sinceMicroseconds: Int64
    /// Messages accepted from it.
    public var published: Int
    /// Payload bytes accepted from it.
    public var publishedBytes: Int
    /// Messages queued for it.
    public var delivered: Int
    /// Bytes waiting to be sent to it.
    public var queuedBytes: Int
    /// The channels it is subscribed to, sorted.
    public var subscriptions: [String]
}
