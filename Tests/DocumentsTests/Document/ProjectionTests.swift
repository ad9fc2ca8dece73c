import Documents
import Testing

private let sample: Document = [
    "_id": "1", "schema_version": 5, "filename": "foo", "md5": "aa", "size": 12, "description": "text",
    "source": .list([
        .document(["name": "A", "instances": .list([.document(["method": "m", "tlp": "red"])])]),
        .document(["name": "Other", "instances": .list([0, 0])]),
    ]),
    "campaign": .list([.document(["name": "C", "confidence": "low"])]),
    "tickets": .list([]),
]

private func project(_ only: [String]?, _ exclude: [String] = []) -> Document {
    func paths(_ texts: [String]) -> [[String]] { texts.map { $0.split(separator: ".").map(String.init) } }
    return Projection(only: only.map(paths), exclude: paths(exclude), required: ["filename", "md5", "source"]).apply(to: sample)
}

@Suite("Projection")
struct ProjectionTests {
    private static let always = ["_id", "filename", "md5", "schema_version", "source"]

    @Test(
        "The table of section 5",
        arguments: [
            (nil, [], ["campaign", "description", "size", "tickets"]),
            (["size", "tickets"], [], ["size", "tickets"]),
            (nil, ["size", "description"], ["campaign", "tickets"]),
            (["size", "description"], ["size"], ["description"]),
            (["unknown"], [], []), ([], [], []), (["password", "api_key"], [], []),
            (nil, ["filename", "_id", "schema_version", "md5", "source"], ["campaign", "description", "size", "tickets"]),
            (["filename"], ["filename"], []),
            (nil, ["unknown"], ["campaign", "description", "size", "tickets"]),
        ] as [([String]?, [String], [String])])
    func names(_ only: [String]?, _ exclude: [String], _ expected: [String]) {
        #expect(project(only, exclude).fields.map(\.name) == (ProjectionTests.always + expected).sorted())
    }

    @Test("Parts of fields, of required ones too")
    func parts() {
        #expect(project(["source.name"])["source"] == .list([.document(["name": "A"]), .document(["name": "Other"])]))
        #expect(
            project(["source.instances.tlp"])["source"]
                == .list([.document(["instances": .list([.document(["tlp": "red"])])]), .document(["instances": .list([])])]))
        #expect(project(["source.name", "source"])["source"] == sample["source"])
        #expect(project(["source", "source.name"])["source"] == sample["source"])
        #expect(project(["campaign.name"])["campaign"] == .list([.document(["name": "C"])]))
        #expect(project(["size.x"])["size"] == nil)
        #expect(project(nil, ["campaign.name"])["campaign"] == .list([.document(["confidence": "low"])]))
        #expect(project(["campaign"], ["campaign.name"])["campaign"] == .list([.document(["confidence": "low"])]))
    }

    @Test("Everything, and what is named")
    func everything() {
        #expect(Projection.everything.apply(to: sample) == sample)
        let projection = Projection(only: [["size"], ["filedata"]], exclude: [["filedata"]], required: [])
        #expect(projection.names("filedata"))
        #expect(!projection.names("md5"))
        #expect(projection.keeps("size"))
        #expect(!projection.keeps("filedata"))
    }

    @Test("A path of hostile depth chooses nothing")
    func deepPath() {
        let projection = Projection(only: [Array(repeating: "size", count: 100_000)], exclude: [], required: [])
        #expect(projection.apply(to: sample).fields.map(\.name) == ["_id", "schema_version"])
    }
}
