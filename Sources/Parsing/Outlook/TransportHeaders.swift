import Documents

/// What the Internet headers that an Outlook file keeps say (crits-resources-1.md 9.6).
struct TransportHeaders {
    /// `from`, `reply_to`, `date`, `message_id`, `x_mailer`, `x_originating_ip`, `sender` and `helo`, as far as they are known.
    private(set) var fields = Document()
    /// The addresses of all that the headers send it to, in small letters.
    private(set) var recipients: [String] = []

    /// Headers whose text is taken as it stands.
    private static let texts = ["from", "reply_to", "date", "message_id", "x_mailer", "x_originating_ip"]
    private static let recipientNames = ["to", "cc", "resent_to", "resent_cc"]
    /// Lines that Outlook puts before the headers.
    private static let maximumPreamble = 3

    init(_ text: String, limits: MailReader.Limits) {
        let bytes = Array(text.utf8)
        let lines = ByteLines(bytes).prefix(TransportHeaders.maximumPreamble + 1)
        let start = lines.first { HeaderText.isHeader(bytes[$0].trimmedLine) }?.lowerBound ?? bytes.endIndex
        guard let mail = try? MessageReader(limits: limits).mail(in: MailEnvelope(message: Array(bytes[start...]))) else {
            fields["helo"] = ""
            return
        }
        for name in TransportHeaders.texts { fields[name] = mail.fields[name] }
        let sender = mail.fields["sender"]?.string ?? mail.fields["from"]?.string
        fields["sender"] = sender.flatMap { MailAddresses.all(in: $0, limit: 1)?.first }.map(DocumentValue.string)
        for name in TransportHeaders.recipientNames {
            let found = MailAddresses.all(in: mail.fields[name]?.headerText ?? "", limit: limits.addresses) ?? []
            recipients += found.map { $0.lowercased() }.filter { $0 != "undisclosed-recipients" && $0.contains("@") }
        }
        read(ReceivedHeader.all(in: mail.fields["raw_header"]?.string ?? ""))
    }

    /// Who handed the message over, and from which address it came, as far as headers can be believed.
    private mutating func read(_ received: [ReceivedHeader]) {
        let handedOver = received.filter { $0.address != nil && !$0.from.contains(" localhost ") }
        let helo = handedOver.last?.from ?? ""
        fields["helo"] = .string(helo)
        guard fields["x_originating_ip"] == nil else { return }
        let earliest = received.filter { $0.address != nil && $0.seconds != nil }.min { ($0.seconds ?? 0) < ($1.seconds ?? 0) }
        fields["x_originating_ip"] = (earliest?.address ?? handedOver.last?.address).map(DocumentValue.string)
    }
}

extension DocumentValue {
    /// A header's text; of a list of addresses all of them.
    fileprivate var headerText: String? {
        switch self {
        case .string(let text): text
        case .list(let elements): elements.compactMap(\.string).joined(separator: ", ")
        default: nil
        }
    }
}
