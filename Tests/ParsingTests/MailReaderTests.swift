import Documents
import Parsing
import Testing

@Suite struct MailReaderTests {
    /// The example of crits-resources-1.md 9.9.
    static let invoice = """
        From: Alice Example <alice@sender.example>
        To: "Bob" <bob@corp.example>, carol@corp.example
        Cc: dave@corp.example
        Subject: Invoice 4711
        Date: Tue, 05 Mar 2024 09:15:00 +0100
        Message-ID: <4711@sender.example>
        X-Originating-IP: [192.0.2.55]
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b1"

        --b1
        Content-Type: text/plain; charset=utf-8

        See the attachment.
        --b1
        Content-Type: application/octet-stream; name="invoice.bin"
        Content-Disposition: attachment; filename="invoice.bin"
        Content-Transfer-Encoding: base64

        SGVsbG8=
        --b1--

        """

    /// Written by Python's `email.message.EmailMessage`: an alternative with a picture beside it, a text file and a mail inside.
    static let nested = """
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
        From: a@x.example
        To: undisclosed-recipients:;, List: b@x.example, c@x.example;
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="===============1=="

        --===============1==
        Content-Type: multipart/alternative; boundary="===============2=="

        --===============2==
        Content-Type: text/plain; charset="iso-8859-1"
        Content-Transfer-Encoding: quoted-printable

        Gr=FC=DFe
        --===============2==
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        <p>Grüße</p>
        --===============2==--

        --===============1==
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename*=utf-8''na%C3%AFve.txt
        MIME-Version: 1.0

        bm90ZXM=
        --===============1==
        Content-Type: message/rfc822

        Subject: inner
        Content-Type: text/plain; charset=windows-1252

        inner text
        --===============1==--

        """

    static func bytes(_ text: String, lineEnd: String = "\r\n") -> [UInt8] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd).utf8)
    }

    static func read(_ text: String, _ form: MailForm = .eml) throws -> Mail {
        try MailReader().mail(of: bytes(text), form: form)
    }

    @Test func theExampleIsReadToTheLetter() throws {
        let mail = try MailReaderTests.read(MailReaderTests.invoice)
        let fields = mail.fields
        #expect(fields["from"] == "Alice Example <alice@sender.example>")
        #expect(fields["to"] == .list(["bob@corp.example", "carol@corp.example"]))
        #expect(fields["cc"] == .list(["dave@corp.example"]))
        #expect(fields["subject"] == "Invoice 4711")
        #expect(fields["message_id"] == "<4711@sender.example>")
        #expect(fields["boundary"] == "b1")
        #expect(fields["mime_version"] == "1.0")
        #expect(fields["content_type"] == "multipart/mixed; boundary=\"b1\"")
        #expect(fields["raw_body"] == "See the attachment.\n")
        let header = MailReaderTests.invoice.split(separator: "\n\n")[0] + "\n"
        #expect(fields["raw_header"]?.string == String(header))
        #expect(mail.parts.map(\.name) == ["", "invoice.bin"])
        #expect(mail.parts.map(\.isInlineText) == [true, false])
        #expect(mail.parts.last?.content == Array("Hello".utf8))
    }

    @Test func nestedPartsAndCharsets() throws {
        let mail = try MailReaderTests.read(MailReaderTests.nested)
        #expect(mail.fields["subject"] == "=?utf-8?q?Gr=C3=BC=C3=9Fe?=")
        #expect(mail.fields["to"] == .list(["b@x.example", "c@x.example"]))
        #expect(mail.fields["raw_body"] == "Grüße\n<p>Grüße</p>\nnotes\ninner text\n")
        #expect(mail.parts.map(\.name) == ["", "", "naïve.txt", ""])
        #expect(mail.parts.map(\.isInlineText) == [true, true, false, true])
    }

    @Test func foldedAndForeignHeaders() throws {
        let mail = try MailReaderTests.read("Subject: a\n\tb\n  c é\nX.$-Odd--Name: 1\nReceived: x\nReceived: y\nRaw-Body: no\n\nbody\n")
        #expect(mail.fields["subject"] == "a b  c")
        #expect(mail.fields["x_odd_name"] == "1")
        #expect(mail.fields["received"] == "y")
        #expect(mail.fields["raw_body"] == "body\r\n\n")
    }

    @Test(arguments: ["", "\nSubject: x\n\n", "\u{1}\u{2}\u{3}", "no header at all"])
    func withoutHeaderItIsNoMail(_ text: String) {
        #expect(throws: ParsingError.self) { try MailReaderTests.read(text) }
    }

    @Test func capturedSessionsAreUnwrapped() throws {
        let smtp = "220 mx\nMAIL FROM:<a@x>\n250 ok\nRCPT TO:<b@x>\nDATA\n354 go\nSubject: DATA\n\nbody\n.\nQUIT\n"
        let mail = try MailReaderTests.read(smtp)
        #expect(mail.fields["mailfrom"] == "<a@x>")
        #expect(mail.fields["rcptto"] == "<b@x>")
        #expect(mail.fields["subject"] == "DATA")
        #expect(mail.fields["raw_body"] == "body\r\n\n")
        let imap = try MailReaderTests.read("* 7 FETCH (UID 9 BODY[] {20}\nSubject: s\n\nbody)\nA1 OK UID FETCH completed\n")
        #expect(imap.fields["raw_body"] == "body\n")
        let mailbox = try MailReaderTests.read("From a@x Tue Mar  5 09:15:00 2024\nSubject: s\n\nDATA is not alone\n")
        #expect(mailbox.fields["subject"] == "s")
    }

    @Test func pastedHeadersAreRepaired() throws {
        let mail = try MailReaderTests.read("Subject: a long\nline that broke\nFrom: x@y\n\nkept: body\nmore\n", .raw)
        #expect(mail.fields["subject"] == "a long line that broke")
        #expect(mail.fields["from"] == "x@y")
        #expect(mail.fields["raw_body"] == "kept: body\r\nmore\r\n\n")
        let bound = try MailReaderTests.read("Content-Type: multipart/mixed; boundary=\"zz\"\n--zz\n\nhello\n--zz--\n", .raw)
        #expect(bound.fields["raw_body"] == "hello\n")
    }

    @Test func yamlIsPlainData() throws {
        let mail = try MailReaderTests.read("from_address: a@x\nto: b@x, c@x\ndate: 2024-03-05\nX-Odd: 5\nnothing: ~\n", .yaml)
        #expect(mail.fields["from_address"] == "a@x")
        #expect(mail.fields["to"] == .list(["b@x, c@x"]))
        #expect(mail.fields["date"] == "2024-03-05")
        #expect(mail.fields["x_odd"] == "5")
        #expect(mail.fields["nothing"] == nil)
    }

    @Test func yamlBombsAndObjectsAreRefused() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...8 {
            bomb += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        for text in [bomb, "- a\n- b\n", "a: !!python/object:os.system {}\n", "{", "&a {b: *a}", "just text", ""] {
            #expect(throws: ParsingError.self, "\(text.prefix(40))") { try MailReaderTests.read(text, .yaml) }
        }
    }

    @Test func limitsStopHostileMails() {
        var deep = "Content-Type: multipart/mixed; boundary=b0\n\n"
        for level in 1...200 { deep += "--b\(level - 1)\nContent-Type: multipart/mixed; boundary=b\(level)\n\n" }
        let parts = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 1_500)
        let headers = String(repeating: "A: b\n", count: 3_000)
        let long = "Subject: " + String(repeating: "x", count: 2 << 20) + "\n"
        for text in [deep, parts, headers, long] {
            #expect(throws: ParsingError.self) { try MailReaderTests.read(text) }
        }
    }

    /// Cut and changed mails end in an error or in a mail, never in a crash.
    @Test func mutatedMailsDoNoHarm() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var state = seed
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        let mails = [MailReaderTests.invoice, MailReaderTests.nested].map { MailReaderTests.bytes($0) }
        var read = 0
        for number in 0..<2_000 {
            var bytes = mails[number % 2]
            for _ in 0...(next() % 6) { bytes[next() % bytes.count] = UInt8(truncatingIfNeeded: next()) }
            if next() % 3 == 0 { bytes.removeLast(next() % bytes.count) }
            guard let mail = try? MailReader().mail(of: bytes, form: number % 3 == 0 ? .raw : .eml) else { continue }
            read += 1
            #expect(mail.parts.allSatisfy { !$0.content.isEmpty && $0.content.count <= bytes.count })
            #expect(mail.fields["raw_header"]?.string?.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) } == true)
        }
        #expect(read > 1_000)
    }

    @Test func theJobAnswersWithPartsBehindTheLine() throws {
        let answer = ParsingJob.mail(.eml).answer(to: MailReaderTests.bytes(MailReaderTests.invoice), with: try ParsingTools())
        let end = try #require(answer.firstIndex(of: 0x0A))
        let document = try StoredDocument.decode(Array(answer[..<end]))
        #expect(document["parts"]?.list?.last == .document(["name": "invoice.bin", "size": 5, "inline": false]))
        #expect(answer[(end + 1)...].elementsEqual("See the attachment.Hello".utf8))
        for job in [ParsingJob.mail(.msg), .mail(.yaml), .picture, .identify(sizes: [3, 0]), .archive(password: "p")] {
            #expect(ParsingJob(line: Array(job.line.dropLast())) == job)
        }
    }
}
