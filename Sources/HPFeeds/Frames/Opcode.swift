/// The six message kinds of the protocol (`hpfeeds.md` section 1).
public enum Opcode: UInt8, Sendable, CaseIterable {
    /// Broker to client: why the connection is about to be closed.
    case error = 0
    /// Broker to client, unasked: the broker's name and a nonce.
    case info = 1
    /// Client to broker: ident and SHA-1 of nonce and secret.
    case auth = 2
    /// Both ways: one message on a channel.
    case publish = 3
    /// Client to broker.
    case subscribe = 4
    /// Client to broker.
    case unsubscribe = 5
}
