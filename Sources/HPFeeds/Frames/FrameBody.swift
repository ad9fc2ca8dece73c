import NIOCore

/// Reads the fields of a complete frame's body.
enum FrameBody {
    /// Parses the body of a frame whose header is already taken off.
    ///
    /// - Throws: `FrameError` with `malformedBody` or `invalidUTF8`.
    static func parse(_ opcode: Opcode, _ body: ByteBuffer) throws(FrameError) -> Frame {
        var body = body
        switch opcode {
        case .error:
            return .error(text: try rest(of: &body, field: "text"))
        case .info:
            let name = try shortString(from: &body, field: "broker name")
            guard body.readableBytes <= FrameLimits.maximumNonceLength else {
                throw FrameError(.malformedBody, field: "nonce")
            }
            return .info(name: name, nonce: Array(body.readableBytesView))
        case .auth:
            let ident = try shortString(from: &body, field: "ident")
            return .auth(ident: ident, digest: Array(body.readableBytesView))
        case .publish:
            let ident = try shortString(from: &body, field: "ident")
            let channel = try shortString(from: &body, field: "channel")
            return .publish(ident: ident, channel: channel, payload: body)
        case .subscribe:
            let ident = try subscriberIdent(from: &body)
            return .subscribe(ident: ident, channel: try rest(of: &body, field: "channel"))
        case .unsubscribe:
            let ident = try subscriberIdent(from: &body)
            return .unsubscribe(ident: ident, channel: try rest(of: &body, field: "channel"))
        }
    }

    private static func subscriberIdent(from body: inout ByteBuffer) throws(FrameError) -> String {
        try shortString(from: &body, field: "ident")
    }

    private static func shortString(from body: inout ByteBuffer, field: String) throws(FrameError) -> String {
        guard let length = body.readInteger(as: UInt8.self), let bytes = body.readSlice(length: Int(length)) else {
            throw FrameError(.malformedBody, field: field)
        }
        return try text(bytes, field: field)
    }

    private static func rest(of body: inout ByteBuffer, field: String) throws(FrameError) -> String {
        try text(body, field: field)
    }

    private static func text(_ bytes: ByteBuffer, field: String) throws(FrameError) -> String {
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
            throw FrameError(.invalidUTF8, field: field)
        }
        return text
    }
}
