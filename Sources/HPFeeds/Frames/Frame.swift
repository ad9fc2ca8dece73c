public import NIOCore

/// One protocol message as a value.
public enum Frame: Sendable, Equatable {
    /// The broker's reason for closing.
    case error(text: String)
    /// The broker's greeting; the nonce has 4 bytes from brokers, up to 20 from test doubles.
    case info(name: String, nonce: [UInt8])
    /// A log-in; a right digest has 20 bytes, a wrong one any number.
    case auth(ident: String, digest: [UInt8])
    /// A message on a channel; the payload is opaque.
    case publish(ident: String, channel: String, payload: ByteBuffer)
    /// A request for a channel.
    case subscribe(ident: String, channel: String)
    /// The end of such a request.
    case unsubscribe(ident: String, channel: String)

    /// The message kind.
    public var opcode: Opcode {
        switch self {
        case .error: .error
        case .info: .info
        case .auth: .auth
        case .publish: .publish
        case .subscribe: .subscribe
        case .unsubscribe: .unsubscribe
        }
    }
}
