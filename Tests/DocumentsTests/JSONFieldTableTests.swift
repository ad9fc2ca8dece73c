import Testing

@testable import Documents

@Suite struct JSONFieldTableTests {
    private enum Field: Int, JSONField {
        case peerIP, peerPort, hostPort, hashes, `protocol`, commands
    }

    private static let table = JSONFieldTable<Field>()

    private func fields(_ json: String) throws -> [String: String] {
        let fields = Self.table.fields(of: try JSONText(Array(json.utf8)).root)
        return Dictionary(
            uniqueKeysWithValues: Field.allCases.compactMap { field in
                fields[field].map { ("\(field)", String(decoding: $0.rawBytes, as: UTF8.self)) }
            })
    }

    @Test(arguments: [
        (
            #"{"peerIP":"a","peerPort":1,"hostPort":2,"protocol":"ssh"}"#,
            ["peerIP": "a", "peerPort": "1", "hostPort": "2", "protocol": "ssh"]
        ),
        // Of a name given twice the last counts, however it is written.
        (#"{"peerPort":1,"peerPort":[{"peerPort":3}],"peerIP":"a"}"#, ["peerPort": #"[{"peerPort":3}]"#, "peerIP": "a"]),
        (#"{"hashes":1,"\u0068ashes":2}"#, ["hashes": "2"]),
        (#"{"\u0068ashes":1,"hashes":2}"#, ["hashes": "2"]),
        // Names of the same length and first byte, empty ones, names inside values.
        (#"{"peerPorT":1,"":2,"peerip":3,"x":{"peerIP":4},"protocols":5,"protoco":6}"#, [:]),
        (#"{"hashes":null}"#, ["hashes": "null"]),
        (#"[{"hashes":1}]"#, [:]), (#""hashes""#, [:]), ("{}", [:]), (#"{"commands":{}}"#, ["commands": "{}"]),
    ])
    func findsMembers(_ json: String, _ expected: [String: String]) throws {
        #expect(try fields(json) == expected)
    }

    @Test func findsWhatLookUpsFind() throws {
        var generator = SplitMix.printingSeed()
        let names = Field.allCases.map { "\($0)" } + ["peerip", "", "hosts", "\\u0068ashes", "commandS"]
        for _ in 0..<500 {
            let members = (0..<Int.random(in: 0..<40, using: &generator)).map { position in
                let name = names[Int.random(in: 0..<names.count, using: &generator)]
                return Bool.random(using: &generator) ? "\"\(name)\":\(position)" : "\"\(name)\":[[],\(position)]"
            }
            let root = try JSONText(Array("{\(members.joined(separator: ","))}".utf8)).root
            let fields = Self.table.fields(of: root)
            for field in Field.allCases {
                #expect(fields[field]?.index == root.member(named: "\(field)")?.index)
            }
        }
    }
}
