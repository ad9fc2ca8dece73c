import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST emails (crits-resources-1.md 9)")
struct EmailTests {
    let bench = CommandBench()
    private let fields: Document = [
        "upload_type": "fields", "date": "Tue, 05 Mar 2024 09:15:00 +0100", "to": "a@b.example, c@d.example", "from": "Alice",
        "raw_header": "X: y", "x_custom": "1", "_bad": "2", "source_name": "Lab", "source_method": "Honeypot",
    ]

    @Test func fromFields() throws {
        let made = try bench.made("emails", fields)
        #expect(made["date"] == "Tue, 05 Mar 2024 09:15:00 +0100")
        #expect(made["isodate"] == Timestamp("2024-03-05 08:15:00").map { .date($0) })
        #expect(made["to"] == ["a@b.example", "c@d.example"])
        #expect(made["cc"] == [])
        #expect(made["from"] == "Alice")
        #expect(made["raw_headers"] == "X: y")
        #expect(made["unsupported_attrs"] == .document(["x_custom": "1"]))
        #expect(made.at("source.0.instances.0.method") == "Fields Upload - Honeypot")
        #expect(try bench.made("emails", fields)["_id"] != made["_id"])
    }

    @Test func refusals() throws {
        func with(_ name: String, _ value: DocumentValue?) -> Document {
            var result = fields
            result[name] = value
            return result
        }
        try bench.refuses("emails", with("upload_type", nil), "upload_type is required")
        try bench.refuses("emails", with("upload_type", "pst"), "Unknown or unsupported upload_type: pst")
        try bench.refuses("emails", with("date", nil), "Parameter date is required.")
        try bench.refuses("emails", with("date", "gibberish"), "Invalid date in date: gibberish")
        try bench.refuses("emails", with("source_name", nil), "Source is missing.")
        try bench.refuses("emails", with("source_name", "No"), "No permission")
        try bench.refuses("emails", with("upload_type", "eml"), "No file uploaded.")
        let file = bench.file("x.eml", "x")
        try bench.refuses("emails", with("upload_type", "eml"), "not OLE2", upload: file, mail: .unreadable("not OLE2"))
        try bench.refuses(
            "emails", ["upload_type": "yaml", "email_id": "zz"], "Unknown email_id", upload: file, mail: .message(ParsedMail(fields: [:])))
    }

    @Test func aMessageWithAttachments() throws {
        let part = bench.file("invoice.bin", "Hello")
        let body = bench.file("", "See the attachment.")
        let mail = ParsedMail(
            fields: [
                "from": "Alice <alice@sender.example>", "to": ["bob@corp.example"], "date": "whenever", "x_originating_ip": "[192.0.2.55]",
                "mime_version": "1.0", "campaign": "dropped",
            ],
            attachments: [MailPart(file: part), MailPart(file: body, isInlineText: true)])
        let values: Document = ["upload_type": "eml", "source": "Lab", "bucket_list": "b"]
        let outcome = try bench.post("emails", values, upload: bench.file("x.eml", "x"), mail: .message(mail))
        #expect(outcome.code == 0)
        #expect(outcome.message.contains("date can't be read"))
        let made = try #require(bench.store.documents(ObjectTypes.email).first)
        #expect(made["x_originating_ip"] == "192.0.2.55")
        #expect(made["isodate"] == .date(bench.store.now))
        #expect(made["unsupported_attrs"] == .document(["mime_version": "1.0"]))
        #expect(made["campaign"] == [])
        #expect(made.related == ["Contains Sample"])
        let sample = try #require(bench.store.documents(ObjectTypes.sample).first)
        #expect(sample.related == ["Contained Within Email"])
        #expect(sample["bucket_list"] == ["b"])
        #expect(sample.at("source.0.instances.0.method") == "EML Upload")
        _ = try bench.post("emails", values, upload: bench.file("x.eml", "x"), mail: .message(mail))
        #expect(bench.store.documents(ObjectTypes.email).count == 2)
        #expect(bench.store.documents(ObjectTypes.sample).count == 1)
        var poor = bench
        poor.caller.permissions.remove("Sample.write")
        let half = try poor.post("emails", values, upload: bench.file("x.eml", "x"), mail: .message(mail))
        #expect(half.code == 1)
        #expect(half.id != nil)
        #expect(half.message.contains("Could not save attachment \(part.md5)"))
    }

    @Test func anOutlookMessageTellsOfItsAttachments() throws {
        let zip = bench.file("a.zip", "PK")
        let mail = ParsedMail(
            fields: ["subject": "s"],
            attachments: [MailPart(file: bench.file("a.bin", "Hello")), MailPart(file: zip, archive: .unreadable("wrong password"))])
        let outcome = try bench.post(
            "emails", ["upload_type": "msg", "source": "Lab", "method": "X", "ticket": "1"], upload: bench.file("m", "m"),
            mail: .message(mail))
        #expect(outcome.code == 0)
        #expect(outcome.message.contains("a.bin: added"))
        #expect(outcome.message.contains("a.zip: Archive could not be extracted: wrong password"))
        let sample = try #require(bench.store.documents(ObjectTypes.sample).first)
        #expect(sample.at("source.0.instances.0.method") == "File Upload - Outlook MSG Upload - X")
        #expect(sample["tickets"] == [])
    }

    @Test func yamlUpdatesAMail() throws {
        let made = try bench.made("emails", fields)
        let id = try #require(made["_id"])
        let mail = ParsedMail(fields: ["subject": "new", "unsupported_attrs": .document(["more": "1"])])
        let file = bench.file("m", "m")
        let updated = try bench.made(
            "emails", ["upload_type": "yaml", "email_id": id, "save_unsupported": 1, "bucket_list": "b"], upload: file, mail: .message(mail)
        )
        #expect(updated["_id"] == id)
        #expect(updated["subject"] == "new")
        #expect(updated["date"] == made["date"])
        #expect(updated.at("source.0.instances")?.list?.count == 1)
        #expect(updated.at("unsupported_attrs.more") == "1")
        #expect(updated["bucket_list"] == ["b"])
        try bench.refuses(
            "emails", ["upload_type": "yaml", "source": "Lab"], "Invalid date", upload: file,
            mail: .message(ParsedMail(fields: ["date": "soon"])))
    }
}
