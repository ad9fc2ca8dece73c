/// The largest total length, header included, accepted for each opcode.
public struct FrameLimits: Sendable, Equatable {
    /// Bytes of a frame's header: a 32-bit length and the opcode.
    public static let headerLength = 5
    /// The body upstream's clients and broker accept at most; also the most a 3.x subscriber can be sent.
    public static let defaultMaximumBody = 1_048_576
    /// The largest body any deployment was seen to allow (legacy brokers).
    public static let absoluteMaximumBody = 10_485_760
    /// A nonce longer than this is no hpfeeds broker's.
    public static let maximumNonceLength = 20
    /// A raw SHA-1.
    public static let digestLength = 20

    /// Largest body of a PUBLISH in bytes, ident and channel counted.
    public var maximumPublishBody: Int

    /// Limits with a PUBLISH body of at most `maximumPublishBody` bytes, clamped to 1 … 10 485 760.
    public init(maximumPublishBody: Int = FrameLimits.defaultMaximumBody) {
        self.maximumPublishBody = min(max(maximumPublishBody, 1), Self.absoluteMaximumBody)
    }

    /// The largest total length of a frame with this opcode.
    public func maximumLength(of opcode: Opcode) -> Int {
        switch opcode {
        case .error: Self.headerLength + Self.defaultMaximumBody
        case .info, .auth: Self.headerLength + 256 + 20
        case .publish: Self.headerLength + maximumPublishBody
        case .subscribe, .unsubscribe: Self.headerLength + 512
        }
    }
}
