public import Documents

/// Reads mails (crits-resources-1.md 9.3 to 9.7) within limits that a hostile one runs into.
public struct MailReader: Sendable {
    /// What a mail may hold.
    public struct Limits: Sendable {
        /// Headers of the message.
        public var headers = 2_000
        /// Bytes of all headers together.
        public var headerBytes = 1 << 20
        /// Parts of any kind.
        public var parts = 1_000
        /// How deep parts may lie in one another.
        public var depth = 64
        /// Bytes of all texts together.
        public var textBytes = 16 << 20
        /// Addresses in `to`, and in `cc`.
        public var addresses = 10_000

        /// The defaults.
        public init() {}
    }

    private let limits: Limits

    /// A reader with limits.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The mail in bytes of a form.
    public func mail(of bytes: [UInt8], form: MailForm) throws(ParsingError) -> Mail {
        switch form {
        case .eml: return try MessageReader(limits: limits).mail(in: MailEnvelope(unwrapping: bytes))
        case .raw:
            var envelope = MailEnvelope(unwrapping: bytes)
            envelope.repairHeader()
            return try MessageReader(limits: limits).mail(in: envelope)
        case .yaml: return try YAMLMailReader().mail(of: bytes)
        case .msg: return try OutlookReader(limits: limits).mail(of: bytes)
        }
    }
}
