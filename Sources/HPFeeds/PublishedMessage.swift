public import NIOCore

/// One accepted PUBLISH.
public struct PublishedMessage: Sendable {
    /// Who published it.
    public var ident: String
    /// Where.
    public var channel: String
    /// The opaque bytes, a slice of memory shared with other messages of the same read.
    public var payload: ByteBuffer
    /// When the broker read it, in microseconds since 1970, UTC.
    public var receivedMicroseconds: Int64

    /// A message with all its parts.
    public init(ident: String, channel: String, payload: ByteBuffer, receivedMicroseconds: Int64) {
        self.ident = ident
        self.channel = channel
        self.payload = payload
        self.receivedMicroseconds = receivedMicroseconds
    }
}

/// Takes accepted messages for storing.
public protocol MessageSink: Sendable {
    /// Takes the messages of one socket read, in their order.
    ///
    /// Called on the publisher's event loop after they are relayed: it must not block. Payloads may be kept for about a second;
    /// keep them longer only as copies.
    func accept(_ messages: [PublishedMessage])

    /// Whether publishers should wait: their sockets are not read while it is true, looked at again every 20 ms.
    ///
    /// The last resort of a sink that may neither drop nor keep more (design decision 12, `when_full`).
    var isHolding: Bool { get }
}

extension MessageSink {
    /// A sink that always takes messages.
    public var isHolding: Bool { false }
}
