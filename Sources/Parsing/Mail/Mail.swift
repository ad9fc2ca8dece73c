public import Documents

/// A mail as it was read (crits-resources-1.md 9.3 to 9.7).
public struct Mail: Sendable, Equatable {
    /// A part that is no text of the message, or a text of it.
    public struct Part: Sendable, Equatable {
        /// The file name that the mail gives; empty when it gives none.
        public let name: String
        /// The decoded content, not empty.
        public let content: [UInt8]
        /// A text without a name that is shown with the message.
        public let isInlineText: Bool
    }

    /// Header or key names, normalised as in 9.3, with their values: texts, or lists of addresses for `to` and `cc`; with
    /// `raw_header` and `raw_body`.
    public var fields = Document()
    /// The parts that are not empty, in the order of the mail.
    public var parts: [Part] = []
    /// What an answer tells beside success, such as attachments that can't be decrypted.
    public var notes: [String] = []

    init() {}
}
