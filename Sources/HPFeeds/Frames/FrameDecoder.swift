public import NIOCore

/// Cuts a byte stream into frames, in any segmentation.
///
/// After an error the stream has no meaning any more; close the connection.
public struct FrameDecoder: Sendable {
    private var inbox = FrameInbox()
    /// What is accepted.
    public let limits: FrameLimits

    /// A decoder with nothing received yet.
    public init(limits: FrameLimits = FrameLimits()) {
        self.limits = limits
    }

    /// Bytes received that are no complete frame yet.
    public var bufferedBytes: Int { inbox.readableBytes }

    /// Adds what was read.
    public mutating func append(_ bytes: ByteBuffer) {
        inbox.append(bytes)
    }

    /// The next complete frame, or nil when more bytes are needed.
    ///
    /// - Throws: `FrameError`; a wrong header is reported before its body has arrived.
    public mutating func next() throws(FrameError) -> Frame? {
        guard let header = try inbox.header(limits: limits), inbox.hasFront(header.length), var frame = inbox.take(header.length) else {
            inbox.settle()
            return nil
        }
        frame.moveReaderIndex(forwardBy: FrameLimits.headerLength)
        return try FrameBody.parse(header.opcode, frame)
    }
}
