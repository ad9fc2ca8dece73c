import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST samples, pcaps, certificates, screenshots")
struct FileTests {
    let bench = CommandBench()
    private let upload: Document = ["upload_type": "file", "source": "Lab", "method": "honeypot"]
    private let md5 = String(repeating: "ab", count: 16)

    @Test func aSampleFromAFile() throws {
        let file = bench.file("C:\\tmp\\one.txt", "content")
        let made = try bench.made("samples", upload, upload: file)
        #expect(made["filename"] == "one.txt")
        #expect(made["filenames"] == [])
        #expect(made["size"] == 7)
        #expect(made["md5"] == .string(file.md5))
        #expect(made["sha256"] == .string(Hexadecimal.encode(file.sha256)))
        #expect(made["filedata"] != nil)
        #expect(made.at("source.0.instances.0.method") == "File Upload - honeypot")
        var renamed = file
        renamed.clientName = "two.txt"
        let again = try bench.made("samples", upload, upload: renamed)
        #expect(again["_id"] == made["_id"])
        #expect(again["filename"] == "one.txt")
        #expect(again["filenames"] == ["two.txt"])
        #expect(again["filedata"] == made["filedata"])
    }

    @Test func metadataIsCompletedByTheFile() throws {
        let file = bench.file("one.txt", "content")
        let metadata = try bench.made(
            "samples", ["upload_type": "metadata", "md5": .string(file.md5.uppercased()), "size": "3", "source": "Lab", "mimetype": "a/b"])
        #expect(metadata["filename"] == "unknown")
        #expect(metadata["md5"] == .string(file.md5))
        #expect(metadata["filedata"] == nil)
        #expect(metadata["size"] == 3)
        let full = try bench.made("samples", upload, upload: file)
        #expect(full["_id"] == metadata["_id"])
        #expect(full["size"] == 7)
        #expect(full["mimetype"] == "text/plain")
        let later = try bench.made("samples", ["upload_type": "meta", "md5": .string(file.md5), "size": 99, "source": "Lab"])
        #expect(later["size"] == 7)
    }

    /// Sources of a document whose instances came with its content.
    private func suppliers(of made: Document, _ type: ObjectType) throws -> [String] {
        let id = try #require(made["_id"]?.string.flatMap { ObjectID($0) })
        return try bench.store.parts(of: type, id: id, list: .source, key: nil, limit: 9).filter { $0.value["supplied"] == true }.map(\.key)
    }

    @Test func whoSendsTheContentSupplies() throws {
        let file = bench.file("one.txt", "content")
        let metadata = try bench.made("samples", ["upload_type": "metadata", "md5": .string(file.md5), "source": "Lab"])
        #expect(try suppliers(of: metadata, ObjectTypes.sample).isEmpty)
        #expect(try suppliers(of: try bench.made("samples", upload, upload: file), ObjectTypes.sample) == ["Lab"])
        let capture = try bench.made("pcaps", ["source": "Lab"], upload: bench.file("a", "bytes"))
        #expect(try suppliers(of: capture, ObjectTypes.pcap) == ["Lab"])
        let certificate = try bench.made("certificates", ["source": "Lab"], upload: bench.file("a", "pem"))
        #expect(try suppliers(of: certificate, ObjectTypes.certificate) == ["Lab"])
        var picture = bench.file("desk.jpg", "picture")
        picture.picture = UploadedPicture(width: 1, height: 1, image: picture.sha256, thumbnail: bench.file("t", "thumb").sha256)
        var values: Document = ["upload_type": "screenshot", "oid": try #require(metadata["_id"]), "otype": "Sample", "source": "Lab"]
        let screenshot = try bench.made("screenshots", values, upload: picture)
        #expect(try suppliers(of: screenshot, ObjectTypes.screenshot) == ["Lab"])
        values["upload_type"] = "ids"
        values["screenshot_ids"] = screenshot["_id"]
        let again = try bench.made("screenshots", values)
        #expect(try suppliers(of: again, ObjectTypes.screenshot) == ["Lab"])
        #expect(again.at("source.0.instances")?.list?.count == 2)
    }

    @Test func metadataTakesTheContentThatIsThere() throws {
        let file = bench.file("x.pcap", "capture")
        let values: Document = ["upload_type": "metadata", "md5": .string(file.md5), "source": "Lab", "size": 3]
        let made = try bench.made("samples", values, known: file)
        #expect(made["size"] == 7 && made["sha1"] == .string(file.sha1) && made["filetype"] == "ASCII text")
        #expect(made["filedata"] != nil)
        #expect(try suppliers(of: made, ObjectTypes.sample).isEmpty)
        var gone = bench.file("y", "other")
        gone.sha256 = [UInt8](repeating: 1, count: 32)
        let other: Document = ["upload_type": "metadata", "md5": .string(gone.md5), "source": "Lab", "size": 3]
        let second = try bench.made("samples", other, known: gone)
        #expect(second["size"] == 3 && second["filedata"] == nil)
    }

    @Test func otherContentOfTheSameDigestIsAnotherSample() throws {
        let first = bench.file("a", "content")
        var second = bench.file("b", "other content")
        second.md5 = first.md5
        let one = try bench.made("samples", upload, upload: first)
        let two = try bench.made("samples", upload, upload: second)
        #expect(one["_id"] != two["_id"])
        #expect(try bench.made("samples", upload, upload: second)["_id"] == two["_id"])
    }

    @Test func sampleRefusals() throws {
        let rows: [(Document, String)] = [
            ([:], "upload_type is required"), (["upload_type": "x"], "Invalid upload_type: x"),
            (["upload_type": "file"], "No file uploaded."),
            (["upload_type": "metadata", "source": "Lab"], "An MD5 or file content is required."),
            (["upload_type": "metadata", "md5": "ABC", "source": "Lab"], "MD5 must be 32 hex digits."),
            (["upload_type": "metadata", "md5": .string(md5), "sha1": "1", "source": "Lab"], "SHA1 must be 40"),
            (["upload_type": "metadata", "md5": .string(md5), "sha256": "1", "source": "Lab"], "SHA256 must be 64"),
            (["upload_type": "metadata", "md5": .string(md5), "size": "-1", "source": "Lab"], "Invalid size: -1"),
            (["upload_type": "metadata", "md5": .string(md5)], "Source is missing."),
            (["upload_type": "metadata", "md5": .string(md5), "source": "Lab", "related_id": "1"], "must come together"),
            (["upload_type": "metadata", "md5": .string(md5), "source": "Lab", "related_md5": .string(md5)], "Related object not found."),
        ]
        for (values, text) in rows { try bench.refuses("samples", values, text) }
        var gzip = upload
        gzip["file_format"] = "gzip"
        try bench.refuses("samples", gzip, "Invalid file format: gzip", upload: bench.file("a", "b"))
        try bench.refuses("samples", upload, "An MD5 or file content is required.", upload: bench.file("a", ""))
    }

    @Test func relationsOfSamples() throws {
        let first = try bench.made("samples", upload, upload: bench.file("a", "first"))
        _ = try bench.made("backdoors", ["name": "Tool", "version": "1", "source": "Lab"])
        let second = try bench.made(
            "samples",
            [
                "upload_type": "file", "source": "Lab", "related_md5": try #require(first["md5"]), "backdoor_name": "Tool",
                "backdoor_version": "1",
            ], upload: bench.file("b", "second"))
        #expect(Set(second.related) == ["Related To Sample", "Related To Backdoor"])
        let itself = try bench.made(
            "samples", ["upload_type": "file", "source": "Lab", "related_id": try #require(first["_id"]), "related_type": "Sample"],
            upload: bench.file("a", "first"))
        #expect(itself.related == ["Related To Sample"])
    }

    @Test func capturesAmongSamples() throws {
        let file = bench.file("x.pcap", "capture", start: [0xD4, 0xC3, 0xB2, 0xA1])
        let outcome = try bench.post("samples", upload, upload: file)
        #expect(outcome.type == "PCAP")
        #expect(outcome.message == "Detected a PCAP: \(file.md5)")
        var bench = bench
        bench.caller.permissions.remove("PCAP.write")
        #expect(try bench.post("samples", upload, upload: file).type == "Sample")
    }

    @Test func archives() throws {
        var values = upload
        values["file_format"] = "zip"
        let archive = bench.file("a.zip", "PK")
        let members = [bench.file("one", "first"), bench.file("two", "second")]
        let outcome = try bench.post("samples", values, upload: archive, archive: .members(members))
        #expect(outcome.code == 0)
        #expect(outcome.extra["ids"]?.list?.count == 2)
        #expect(outcome.message.hasPrefix("Added 2 sample(s): "))
        #expect(bench.store.documents(ObjectTypes.sample).map { $0["filename"] } == ["one", "two"])
        try bench.refuses(
            "samples", values, "Archive could not be extracted: wrong password", upload: archive, archive: .unreadable("wrong password"))
        try bench.refuses("samples", values, "No sample was created.", upload: archive, archive: .members([]))
    }

    @Test func captures() throws {
        let sample = try bench.made("samples", upload, upload: bench.file("a", "first"))
        let file = bench.file("empty.pcap", "bytes")
        let values: Document = [
            "source": "Lab", "method": "sensor", "related_md5": try #require(sample["md5"]), "related_type": "Sample",
            "relationship": "Connected To",
        ]
        let made = try bench.made("pcaps", values, upload: file)
        #expect(made["length"] == 5)
        #expect(made["contentType"] == "ASCII text")
        #expect(made.related == ["Connected From Sample"])
        #expect(made.at("source.0.instances.0.method") == "sensor")
        #expect(try bench.made("pcaps", ["source": "Lab", "related_type": "Sample"], upload: file)["_id"] == made["_id"])
        try bench.refuses("pcaps", ["source": "Lab", "filedata": "text"], "No file uploaded.")
        try bench.refuses("pcaps", ["source": "Lab"], "The file is empty.", upload: bench.file("a", ""))
        try bench.refuses("pcaps", ["source": "Lab", "related_id": "1"], "needs related_type", upload: file)
        var wrong = values
        wrong["relationship"] = "Foo"
        try bench.refuses("pcaps", wrong, "Invalid relationship type: Foo", upload: file)
    }

    @Test func certificates() throws {
        let file = bench.file("leaf.pem", "-----BEGIN")
        _ = try bench.made("domains", ["domain": "example.com", "source": "Lab"])
        let values: Document = [
            "source": "Lab", "description": "Leaf", "related_md5": "Example.com", "related_type": "Domain", "relationship": "Sub-domain Of",
        ]
        let made = try bench.made("certificates", values, upload: file)
        #expect(made["description"] == "Leaf")
        #expect(made["size"] == 10)
        #expect(made.related == ["Sub-domain Of Domain"])
        #expect(try bench.made("certificates", values, upload: file).related.count == 1)
        try bench.refuses("certificates", ["source": "Lab"], "No file uploaded.")
        try bench.refuses("certificates", ["source": "Lab"], "No file uploaded.", upload: bench.file("a", ""))
        try bench.refuses("certificates", ["source": "Lab", "related_type": "Domain"], "vice versa", upload: file)
        try bench.refuses("certificates", ["source": "Lab", "related_id": "1"], "vice versa", upload: file)
        try bench.refuses("certificates", ["source": "Lab", "related_id": "1", "related_type": "Domain"], "not found", upload: file)
        try bench.refuses("certificates", [:], "Source is missing.", upload: file)
    }

    @Test func screenshots() throws {
        let sample = try bench.made("samples", upload, upload: bench.file("a", "first"))
        let id = try #require(sample["_id"])
        var file = bench.file("desk.jpg", "picture")
        file.picture = UploadedPicture(width: 640, height: 480, image: file.sha256, thumbnail: bench.file("t", "thumb").sha256)
        let values: Document = ["upload_type": "screenshot", "oid": id, "otype": "Sample", "source": "Lab", "tags": "a, b"]
        let made = try bench.made("screenshots", values, upload: file)
        #expect(made["width"] == 640)
        #expect(made["tags"] == ["a", "b"])
        #expect(made["tlp"] == nil)
        _ = try bench.made("screenshots", values, upload: file)
        #expect(bench.store.documents(ObjectTypes.sample).first?["screenshots"] == [try #require(made["_id"])])
        var ids = values
        ids["upload_type"] = "ids"
        ids["screenshot_ids"] = .string("\(made["_id"]?.string?.uppercased() ?? ""),zzz")
        ids["tags"] = "c"
        let outcome = try bench.post("screenshots", ids)
        #expect(outcome.code == 0)
        #expect(outcome.message.contains("zzz"))
        #expect(bench.store.documents(ObjectTypes.screenshot).first?["tags"] == ["a", "b", "c"])
        ids["screenshot_ids"] = "zzz"
        try bench.refuses("screenshots", ids, "Could not find any of the screenshots.")
        try bench.refuses("screenshots", values, "No file uploaded.")
        try bench.refuses("screenshots", values, "Could not read the image.", upload: bench.file("a", "text"))
        try bench.refuses("screenshots", ["upload_type": "ids"], "oid, otype, source")
        try bench.refuses("screenshots", ["upload_type": "x"], "Invalid upload_type: x")
        var unknown = values
        unknown["otype"] = "Shoe"
        try bench.refuses("screenshots", unknown, "Object for the screenshot not found.", upload: file)
    }
}
