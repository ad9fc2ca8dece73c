import Documents
import Foundation
import Parsing
import Testing

/// Files in `Fixtures` were written by the Python package `aspose-email-foss`: `forwarded.msg` with headers as Exchange keeps them, a
/// second message inside and an attachment that is encrypted, `cyrillic.msg` in a code page and without headers.
@Suite struct OutlookReaderTests {
    static func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "Fixtures")
        return Array(try Data(contentsOf: folder.appending(component: name)))
    }

    @Test func aForwardedMailIsRead() throws {
        let mail = try MailReader().mail(of: OutlookReaderTests.fixture("forwarded.msg"), form: .msg)
        let fields = mail.fields
        #expect(fields["subject"] == "Invoice 4711 – März")
        #expect(fields["raw_body"] == "See the attachment.\r\n")
        #expect(fields["from"] == "Alice Example <Alice@Sender.example>")
        #expect(fields["sender"] == "service@sender.example")
        #expect(fields["reply_to"] == "reply@sender.example")
        #expect(fields["to"] == .list(["bob@corp.example", "carol@corp.example", "dora@corp.example"]))
        #expect(fields["cc"] == .list(["carol@corp.example"]))
        #expect(fields["date"] == "Tue, 05 Mar 2024 09:15:00 +0100")
        #expect(fields["message_id"] == "<4711@sender.example>")
        #expect(fields["x_mailer"] == "Mailer 1.0")
        #expect(fields["helo"] == "evil.example (unknown [203.0.113.9])")
        #expect(fields["x_originating_ip"] == "203.0.113.9")
        #expect(fields["raw_header"]?.string?.hasPrefix("Microsoft Mail Internet Headers Version 2.0\r\nReceived: from mx") == true)
        #expect(mail.notes == ["signed.p7m: can't be decrypted"])
        #expect(mail.parts.map(\.name) == ["invoice.bin", "forwarded.msg", "inner.bin"])
        #expect(mail.parts.first?.content == Array("Hello".utf8))
        #expect(mail.parts.last?.content == Array("MZ inner".utf8))
    }

    @Test func aMessageInsideBecomesAFileOfItsOwn() throws {
        let mail = try MailReader().mail(of: OutlookReaderTests.fixture("forwarded.msg"), form: .msg)
        let inner = try MailReader().mail(of: #require(mail.parts.dropFirst().first).content, form: .msg)
        #expect(inner.fields["subject"] == "inner subject")
        #expect(inner.fields["raw_body"] == "inner body")
        #expect(inner.fields["from"] == "inner@sender.example")
        #expect(inner.parts.map(\.content) == [Array("MZ inner".utf8)])
    }

    @Test func codePagesAndMissingHeaders() throws {
        let mail = try MailReader().mail(of: OutlookReaderTests.fixture("cyrillic.msg"), form: .msg)
        #expect(mail.fields["subject"] == "Привет")
        #expect(mail.fields["raw_body"] == "Здравствуйте")
        #expect(mail.fields["from"] == "Иван <ivan@sender.example>")
        #expect(mail.fields["sender"] == "ivan@sender.example")
        #expect(mail.fields["to"] == .list(["bob@corp.example"]))
        #expect(mail.fields["date"] == "2024-03-05 08:15:00.000000")
        #expect(mail.fields["helo"] == "")
        #expect(mail.fields["x_originating_ip"] == nil)
    }

    @Test func whatIsNoOutlookFileIsRefused() {
        let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        for bytes in [[], Array("text".utf8), magic, magic + [UInt8](repeating: 0xFF, count: 1_024)] {
            let problem = #expect(throws: ParsingError.self) { try MailReader().mail(of: bytes, form: .msg) }
            #expect(problem?.description.hasPrefix("Not a valid Outlook file") == true)
        }
    }

    @Test func limitsHold() throws {
        let bytes = try OutlookReaderTests.fixture("forwarded.msg")
        for change in [\MailReader.Limits.parts, \.addresses, \.textBytes] {
            var limits = MailReader.Limits()
            limits[keyPath: change] = 1
            #expect(throws: ParsingError.self) { try MailReader(limits: limits).mail(of: bytes, form: .msg) }
        }
        var flat = MailReader.Limits()
        flat.depth = 0
        #expect(throws: ParsingError.self) { try MailReader(limits: flat).mail(of: bytes, form: .msg) }
    }

    /// Cut and changed files end in an error or in a mail, never in a crash, and never grow far beyond themselves.
    @Test func mutatedFilesDoNoHarm() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = Mutations(seed: seed)
        let files = try ["forwarded.msg", "cyrillic.msg"].map(OutlookReaderTests.fixture)
        var read = 0
        for number in 0..<2_000 {
            let bytes = random.mutate(files[number % 2])
            guard let mail = try? MailReader().mail(of: bytes, form: .msg) else { continue }
            read += 1
            #expect(mail.parts.reduce(0) { $0 + $1.content.count } <= 8 * bytes.count, "seed \(seed), case \(number)")
        }
        #expect(read > 200, "seed \(seed)")
    }
}
