import Documents
import Model
import Testing

@testable import Intelligence

@Suite("The table of types, and the documents made from it (crits-api.md 1.3 to 1.7, 5, 12)")
struct TypeTableTests {
    @Test(
        arguments: [
            ("Actor", 2, ["name", "source"]), ("ActorIdentifier", 1, ["identifier_type", "name", "source"]),
            ("Backdoor", 1, ["name", "source"]), ("Campaign", 3, []), ("Certificate", 2, ["filename", "filetype", "source"]),
            ("Comment", 1, ["source"]), ("Domain", 3, ["domain", "source"]), ("Email", 2, ["date", "source"]),
            ("Event", 3, ["title", "event_type", "description", "event_id", "source"]), ("Exploit", 1, ["name", "source"]),
            ("Indicator", 5, ["source"]), ("IP", 3, ["ip", "source"]), ("PCAP", 3, ["filename", "source"]),
            ("RawData", 2, ["link_id", "source"]), ("Sample", 5, ["filename", "md5", "source"]),
            ("Screenshot", 1, ["screenshot", "thumb", "source"]), ("Signature", 1, ["link_id", "source"]),
            ("Target", 3, ["email_address"]),
        ] as [(String, Int64, [String])])
    func requiredFields(_ name: String, _ version: Int64, _ required: [String]) throws {
        let type = try #require(ObjectTypes.named(name))
        #expect(type.schemaVersion == version)
        #expect(Set(type.fields.filter(\.isRequired).map(\.key)) == Set(required + ["_id", "schema_version"]))
        #expect(Set(type.fields.map(\.key)).count == type.fields.count)
        #expect(Set(type.fields.map(\.attribute)).count == type.fields.count)
        #expect(ObjectTypes.resource(type.resource)?.name == name)
    }

    @Test func growingListsAreFields() {
        for type in ObjectTypes.all {
            for list in type.growingLists { #expect(type.field(list.rawValue) != nil, "\(type.name) \(list)") }
        }
        #expect(ObjectTypes.topLevel.count == 15)
    }

    @Test func names() {
        #expect(ObjectTypes.topLevel("rawdata")?.name == "RawData")
        #expect(ObjectTypes.topLevel("raw_data")?.name == "RawData")
        #expect(ObjectTypes.topLevel("Screenshot") == nil)
        #expect(ObjectTypes.named("ip") == nil)
    }

    @Test func directory() throws {
        let directory = ResourceDirectory.document()
        #expect(directory.count == 23)
        #expect(directory.at("actors.schema") == "/api/v1/actors/schema/")
        #expect(ResourceDirectory.document(inlinesSchemas: true).at("actors.schema.default_limit") == 20)
        #expect(Set(CreateCommands.resources) == Set(ResourceDirectory.resources.filter { $0.listMethods.contains("POST") }.map(\.name)))
    }

    @Test func schema() throws {
        let schema = ResourceDirectory.schema(of: try #require(ResourceDirectory.resource("samples")))
        #expect(schema["allowed_detail_http_methods"] == ["get", "patch"])
        #expect(schema.at("fields.filename.nullable") == false)
        #expect(schema.at("fields.filename.default") == "No default provided.")
        #expect(schema.at("fields.size.type") == "integer")
        #expect(schema.at("fields.size.default") == 0)
        #expect(schema.at("fields.bucket_list.default") == [])
        #expect(schema.at("fields.id.unique") == true)
        #expect(schema.at("fields.obj.type") == "list")
        #expect(schema.at("fields.resource_uri.readonly") == true)
        #expect(schema.at("ordering.0") == "filename")
        let comments = ResourceDirectory.schema(of: try #require(ResourceDirectory.resource("comments")))
        #expect(comments["ordering"] == nil)
    }

    @Test func vocabulary() {
        #expect(VocabularyDocuments.all.count == 16)
        #expect(VocabularyDocuments.category("IndicatorCI")?["values"] == ["benign", "high", "low", "medium", "unknown"])
        #expect(VocabularyDocuments.category("RelationshipTypes")?["values"]?.list?.count == 34)
        #expect(VocabularyDocuments.category("Nothing") == nil)
        for (name, inverse) in RelationshipTypes.inverses { #expect(RelationshipTypes.inverse(of: inverse) == name) }
    }

    @Test func identitiesOfAnyLengthFit() {
        let key = ObjectIdentity.of("Indicator", String(repeating: "x", count: 1_000_000))
        #expect(key.utf8.count < 100)
        #expect(key != ObjectIdentity.of("Indicator", String(repeating: "x", count: 1_000_001)))
    }

    @Test func literals() {
        #expect(
            LiteralReader.read("{'a': [1, -2.5, True], \"b\": 'x\\n\\u00e9'}") == .document(["a": [1, .double(-2.5), true], "b": "x\né"]))
        #expect(LiteralReader.read("\"\\ud83d\\ude00\"") == "😀")
        #expect(LiteralReader.read("('a', None)") == ["a", ""])
        for bad in ["", "plain", "{", "{'a'}", "[1", "'a", "\"\\ud83d\"", "1 2", "os.system('x')", "'\\x4"] {
            #expect(LiteralReader.read(bad) == nil, "\(bad)")
        }
        #expect(LiteralReader.read(String(repeating: "[", count: 100_000)) == nil)
    }

    @Test func flags() {
        for value in [DocumentValue.boolean(false), 0, "", " False ", "0", "no", "OFF", "None", "null"] {
            #expect(!Parameters(["x": value]).flag("x"))
        }
        for value in [DocumentValue.boolean(true), 1, "true", "1", "yes", "anything"] { #expect(Parameters(["x": value]).flag("x")) }
        #expect(!Parameters().flag("x"))
    }
}
