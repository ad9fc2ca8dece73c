/// A message taken out of what it was captured with (crits-resources-1.md 9.4, step 1).
struct MailEnvelope {
    /// The message alone.
    var message: [UInt8]
    /// What the last `MAIL FROM:` and the last `RCPT TO:` of a captured SMTP session name.
    var sender: String?
    var recipient: String?

    /// Starts of the lines by which an SMTP server answers.
    private static let replyCodes: Set<String> = [
        "200 ", "211 ", "214 ", "220 ", "221 ", "250 ", "250-", "251 ", "354 ", "421 ", "450 ", "451 ", "452 ", "500 ", "501 ", "502 ",
        "503 ", "504 ", "521 ", "530 ", "550 ", "551 ", "552 ", "553 ", "554 ",
    ]

    init(unwrapping bytes: [UInt8]) {
        self = MailEnvelope.smtp(bytes) ?? MailEnvelope(message: MailEnvelope.imap(bytes) ?? bytes)
        if message.starts(with: Array("From ".utf8)), let end = message.firstIndex(of: 0x0A) { message.removeSubrange(...end) }
    }

    /// A message that came alone.
    init(message: [UInt8]) {
        self.message = message
    }

    /// What lies between a line `DATA` and a line of one dot.
    private static func smtp(_ bytes: [UInt8]) -> MailEnvelope? {
        var start: Int?
        for line in ByteLines(bytes) where bytes[line].trimmedLine.elementsEqual("DATA".utf8) {
            start = line.upperBound
            break
        }
        guard let start, let end = bytes[max(0, start - 2)...].firstRange(equalTo: Array("\r\n.\r\n".utf8)) else { return nil }
        var message: [UInt8] = []
        for line in ByteLines(bytes[start..<max(start, end.lowerBound + 2)]) {
            if !replyCodes.contains(String(decoding: bytes[line].prefix(4), as: UTF8.self)) { message += bytes[line] }
        }
        var envelope = MailEnvelope(message: message)
        for line in ByteLines(bytes[..<start]) {
            let text = HeaderText.value(bytes[line])
            if text.uppercased().hasPrefix("MAIL FROM:") { envelope.sender = HeaderText.value(text.utf8.dropFirst(10)) }
            if text.uppercased().hasPrefix("RCPT TO:") { envelope.recipient = HeaderText.value(text.utf8.dropFirst(8)) }
        }
        return envelope
    }

    /// What an answer to a FETCH holds.
    private static func imap(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: "* ".utf8), let firstEnd = bytes.firstIndex(of: 0x0A) else { return nil }
        let words = bytes[..<firstEnd].split(separator: 0x20)
        guard words.count > 2, words[1].allSatisfy({ (0x30...0x39).contains($0) }), words[2].elementsEqual("FETCH".utf8) else { return nil }
        let rest = bytes[(firstEnd + 1)...]
        for mark in ["OK UID FETCH completed", "OK Success"] {
            if let end = rest.firstRange(equalTo: Array(mark.utf8)), let bracket = rest[..<end.lowerBound].lastIndex(of: 0x29) {
                return Array(rest[..<bracket])
            }
        }
        return nil
    }

    /// Makes continuations of the lines in the header that are none and do not read `Name: value` (crits-resources-1.md 9.5).
    mutating func repairHeader() {
        var repaired: [UInt8] = []
        var boundary: [UInt8]?
        for line in ByteLines(message) {
            let text = message[line].trimmedLine
            if text.isEmpty {
                message = repaired + message[line.lowerBound...]
                return
            }
            if let boundary, text.firstRange(equalTo: boundary) != nil, text.starts(with: "--".utf8) {
                message = repaired + [0x0A] + message[line.lowerBound...]
                return
            }
            if !HeaderText.isHeader(text) { repaired.append(0x20) }
            repaired += message[line]
            boundary = boundary ?? MailEnvelope.boundary(in: text)
        }
        message = repaired
    }

    private static func boundary(in line: ArraySlice<UInt8>) -> [UInt8]? {
        let lowered = line.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let name = lowered[...].firstRange(equalTo: Array("boundary=".utf8)) else { return nil }
        let value = line.dropFirst(name.upperBound).drop { $0 == 0x22 }.prefix { $0 != 0x22 && $0 != 0x3B && $0 != 0x20 }
        return value.isEmpty ? nil : Array(value)
    }
}
