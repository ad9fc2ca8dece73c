public import NIOCore

/// Writes frames as bytes.
public struct FrameEncoder: Sendable {
    /// An encoder; it has no state.
    public init() {}

    /// Appends `frame` to `buffer`.
    ///
    /// - Throws: `FrameError` with `fieldTooLong` when a name exceeds its length byte; nothing is appended then.
    public func encode(_ frame: Frame, into buffer: inout ByteBuffer) throws(FrameError) {
        switch frame {
        case .error(let text):
            writeHeader(.error, bodyLength: text.utf8.count, into: &buffer)
            buffer.writeString(text)
        case .info(let name, let nonce):
            try check(name, field: "broker name")
            guard nonce.count <= FrameLimits.maximumNonceLength else { throw FrameError(.fieldTooLong, field: "nonce") }
            writeHeader(.info, bodyLength: 1 + name.utf8.count + nonce.count, into: &buffer)
            writeShortString(name, into: &buffer)
            buffer.writeBytes(nonce)
        case .auth(let ident, let digest):
            try check(ident, field: "ident")
            writeHeader(.auth, bodyLength: 1 + ident.utf8.count + digest.count, into: &buffer)
            writeShortString(ident, into: &buffer)
            buffer.writeBytes(digest)
        case .publish(let ident, let channel, let payload):
            try check(ident, field: "ident")
            try check(channel, field: "channel")
            let bodyLength = 2 + ident.utf8.count + channel.utf8.count + payload.readableBytes
            guard bodyLength <= FrameLimits.absoluteMaximumBody else { throw FrameError(.fieldTooLong, field: "payload") }
            buffer.reserveCapacity(minimumWritableBytes: FrameLimits.headerLength + bodyLength)
            writeHeader(.publish, bodyLength: bodyLength, into: &buffer)
            writeShortString(ident, into: &buffer)
            writeShortString(channel, into: &buffer)
            buffer.writeImmutableBuffer(payload)
        case .subscribe(let ident, let channel):
            try encodeSubscription(.subscribe, ident: ident, channel: channel, into: &buffer)
        case .unsubscribe(let ident, let channel):
            try encodeSubscription(.unsubscribe, ident: ident, channel: channel, into: &buffer)
        }
    }

    /// The bytes of `frame` in a buffer of their own.
    ///
    /// - Throws: `FrameError` as ``encode(_:into:)`` does.
    public func encode(_ frame: Frame) throws(FrameError) -> ByteBuffer {
        var buffer = ByteBuffer()
        try encode(frame, into: &buffer)
        return buffer
    }

    private func encodeSubscription(_ opcode: Opcode, ident: String, channel: String, into buffer: inout ByteBuffer) throws(FrameError) {
        try check(ident, field: "ident")
        try check(channel, field: "channel")
        writeHeader(opcode, bodyLength: 1 + ident.utf8.count + channel.utf8.count, into: &buffer)
        writeShortString(ident, into: &buffer)
        // The channel fills the rest of the frame: it has no length byte here.
        buffer.writeString(channel)
    }

    private func check(_ text: String, field: String) throws(FrameError) {
        guard text.utf8.count <= 255 else { throw FrameError(.fieldTooLong, field: field) }
    }

    private func writeHeader(_ opcode: Opcode, bodyLength: Int, into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt32(clamping: FrameLimits.headerLength + bodyLength))
        buffer.writeInteger(opcode.rawValue)
    }

    private func writeShortString(_ text: String, into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(clamping: text.utf8.count))
        buffer.writeString(text)
    }
}
