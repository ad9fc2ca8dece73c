public import Documents

/// One hpfeeds message as it was received: these facts never change (normalization.md 1.1).
public struct ReceivedMessage: Sendable, Equatable {
    /// The publisher.
    public var ident: String
    /// The channel it was published on.
    public var channel: String
    /// The exact bytes.
    public var payload: [UInt8]
    /// When it was received.
    public var received: Timestamp

    /// A message.
    public init(ident: String, channel: String, payload: [UInt8], received: Timestamp) {
        self.ident = ident
        self.channel = channel
        self.payload = payload
        self.received = received
    }
}
