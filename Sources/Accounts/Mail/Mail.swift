import Documents

/// A plain message to one address (RFC 5322).
public struct Mail: Sendable, Equatable {
    /// The receiver's address.
    public let receiver: String
    /// One line.
    public let subject: String
    /// Lines of text.
    public let body: String

    /// A message; line ends and controls in the subject become blanks.
    public init(to receiver: String, subject: String, body: String) {
        self.receiver = receiver
        self.subject = String(String.UnicodeScalarView(subject.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        self.body = body
    }

    /// Whether a text can be an address: no more than SMTP and the header need, so that nothing can be smuggled into them.
    public static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }
    }

    /// The message as it is sent: header and body, lines ending in CR LF.
    func message(from sender: String, at time: Timestamp, id: String) -> [UInt8] {
        let lines = [
            "Date: \(Mail.date(time))", "From: <\(sender)>", "To: <\(receiver)>", "Subject: \(Mail.encoded(subject))",
            "Message-ID: <\(id)@waggle>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated", "",
        ]
        let text = body.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(decoding: $0.filter { $0 != 0x0D }, as: UTF8.self)
        }
        return Array((lines + text).joined(separator: "\r\n").utf8) + [0x0D, 0x0A]
    }

    /// A word of RFC 2047 where a subject is not plain ASCII.
    private static func encoded(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x7F }) else { return text }
        var words: [String] = []
        var word = ""
        for character in text {
            let letters = character.utf8.map { "=" + Hexadecimal.encode([$0]).uppercased() }.joined()
            if word.utf8.count + letters.utf8.count > 60 {
                words.append(word)
                word = ""
            }
            word += letters
        }
        return (words + [word]).map { "=?utf-8?Q?\($0)?=" }.joined(separator: "\r\n ")
    }

    private static func date(_ time: Timestamp) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // `YYYY-MM-DDTHH:MM:SS…`
        let text = Array("\(time)".utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        guard text.count >= 19, let month = Int(part(5..<7)), (1...12).contains(month) else { return "" }
        return "\(part(8..<10)) \(months[month - 1]) \(part(0..<4)) \(part(11..<19)) +0000"
    }
}
