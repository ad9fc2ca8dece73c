import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("Documents of a CRITs database")
struct CritsDocumentTests {
    private let id = ObjectID(seconds: 1_400_000_000, tail: 7)

    private func read(_ type: ObjectType, _ members: [(String, BSONValue)]) throws -> CritsDocument {
        let all = [("_id", BSONValue.objectID(id))] + members
        return try CritsDocument(BSONDocument(all.map { BSONDocument.Member(name: $0.0, value: $0.1) }), type: type)
    }

    private func text(_ text: String) -> BSONValue { .string(Array(text.utf8)) }

    private func document(_ members: (String, BSONValue)...) -> BSONValue {
        .document(BSONDocument(members.map { BSONDocument.Member(name: $0.0, value: $0.1) }))
    }

    @Test func whatIsMissingIsFilledIn() throws {
        let read = try read(ObjectTypes.domain, [("domain", text("old.example"))])
        let second = DocumentValue.date(Timestamp(microseconds: 1_400_000_000_000_000))
        #expect(read.head["created"] == second && read.head["modified"] == second)
        #expect(read.head["status"] == "New" && read.head["tlp"] == "red" && read.head["bucket_list"] == [])
        #expect(read.head["schema_version"] == 3 && read.head["_id"] == nil && read.sourceNames.isEmpty)
    }

    @Test func instancesAreEntries() throws {
        let instances = BSONValue.array([
            document(("analyst", text("a")), ("date", .date(5)), ("tlp", text("green"))), document(("method", .null)),
        ])
        let read = try read(
            ObjectTypes.domain,
            [
                ("domain", text("x.example")),
                ("source", .array([document(("name", text("Lab")), ("instances", instances)), document(("name", text("Bare")))])),
            ])
        #expect(read.parts.map(\.key) == ["Lab", "Lab", "Bare"])
        #expect(read.parts[0].value["instance"]?.document?["date"] == .date(Timestamp(microseconds: 5_000)))
        #expect(read.parts[1].value["instance"] == .document(Document()))
        #expect(read.parts[2].value == ["name": "Bare"])
        #expect(read.sourceNames == ["Lab", "Bare"] && read.head["tlp"] == "green")
    }

    @Test func unknownFieldsAreKept() throws {
        let read = try read(
            ObjectTypes.actor,
            [
                ("name", text("Bear")), ("mystery", .double(1.5)), ("_cls", text("Actor")), ("$odd", .bool(true)), ("a.b", .bool(true)),
                ("unsupported_attrs", document(("kept", .integer(1)), ("_not", .integer(2)))),
            ])
        #expect(read.head["unsupported_attrs"] == .document(["kept": 1, "mystery": .double(1.5)]))
    }

    @Test func oldNamesAreUnderstood() throws {
        let read = try read(
            ObjectTypes.indicator, [("ind_type", text("MD5")), ("value", text("ABC")), ("threat_type", text("Bad Actor"))])
        #expect(read.head["type"] == "MD5" && read.head["lower"] == "abc")
        #expect(read.head["threat_types"] == ["Bad Actor"] && read.head["attack_types"] == ["Unknown"])
        #expect(read.head["unsupported_attrs"] == nil && read.head["impact"] == .document(["rating": "unknown"]))
    }

    @Test func faultsNameTheField() throws {
        let rows: [(ObjectType, [(String, BSONValue)], String)] = [
            (ObjectTypes.domain, [], "domain: missing"), (ObjectTypes.domain, [("domain", .null)], "domain: missing"),
            (ObjectTypes.domain, [("domain", .array([]))], "domain: not a text"),
            (ObjectTypes.domain, [("domain", .string([0xFF]))], "domain: not UTF-8"),
            (ObjectTypes.domain, [("domain", text("x")), ("created", text("soon"))], "created: not a date"),
            (ObjectTypes.domain, [("domain", text("x")), ("watchlistEnabled", text("x"))], "watchlistEnabled: not a truth value"),
            (ObjectTypes.domain, [("domain", text("x")), ("deep", .array([.null, .other(0x13)]))], "deep.1: a value of the BSON type 19"),
            (ObjectTypes.domain, [("domain", text("x")), ("source", .array([document()]))], "source.0.name: missing"),
            (ObjectTypes.domain, [("domain", text("x")), ("source", .array([text("Lab")]))], "source.0: not a document"),
            (
                ObjectTypes.domain, [("domain", text("x")), ("relationships", .array([document(("value", text("x")))]))],
                "relationships.0.value: not an ObjectId"
            ),
            (ObjectTypes.sample, [("md5", text("x")), ("size", text("big"))], "size: not a whole number"),
            (ObjectTypes.event, [("title", text("x")), ("event_id", .binary([1]))], "event_id: not a UUID"),
            (ObjectTypes.comment, [("obj_type", text("Shoe")), ("obj_id", .objectID(id))], "obj_type: not a type"),
        ]
        for (type, members, expected) in rows {
            let fault = #expect(throws: CritsFault.self) { try read(type, members) }
            #expect(fault?.description.hasPrefix(expected) == true, "\(String(describing: fault)) is not \(expected)")
        }
        #expect(throws: CritsFault("_id", "missing")) { try CritsDocument(BSONDocument(), type: ObjectTypes.domain) }
    }

    @Test func storingTwiceIsStoringOnce() throws {
        let bench = CommandBench()
        let sample = try read(
            ObjectTypes.sample,
            [
                ("md5", text("AB")), ("filedata", .objectID(ObjectID(seconds: 1, tail: 1))),
                ("bucket_list", .array([text("a"), text("a")])),
                ("source", .array([document(("name", text("Lab")))])),
            ])
        #expect(try CritsStoring.add(sample, to: bench.store))
        #expect(try !CritsStoring.add(sample, to: bench.store))
        let content = bench.file("x", "content")
        let holder = CritsStoring.Holder(ObjectTypes.sample, id, key: "filedata")
        let file = ObjectID(seconds: 1, tail: 1)
        for _ in 0..<2 { try CritsStoring.link(file, sha256: content.sha256, to: [holder], in: bench.store) }
        #expect(bench.store.files.count == 1 && bench.store.files[file]?.size == 7)
        #expect(try bench.store.parts(of: ObjectTypes.sample, id: id, list: .source, key: nil, limit: 9).first?.value["supplied"] == true)
    }

    @Test func filesAreKnownByName() {
        #expect(CritsCollection(fileName: "email.bson.gz") == .objects(type: "Email"))
        #expect(CritsCollection(fileName: "crits.actor_identifiers.json") == .objects(type: "ActorIdentifier"))
        #expect(CritsCollection(fileName: "sample.chunks.bson") == .chunks(bucket: "sample"))
        #expect(CritsCollection(fileName: "fs.files.json") == .files(bucket: "fs"))
        #expect(CritsCollection(fileName: "source_access.bson") == .sources)
        for name in ["actors.metadata.json", "users.bson", "actors.txt", "actors", "x.chunks.bson", "sample.other.bson", ".bson"] {
            #expect(CritsCollection(fileName: name) == nil, "\(name)")
        }
    }
}
