import Foundation
import Testing

@testable import Intelligence

@Suite("The table of actions")
struct ActionTableTests {
    @Test("has the actions that the document describes, under the types it names")
    func document() throws {
        let text = try ActionTableTests.read("Docs/Actions.md")
        let sections = ["## Of all types": nil, "## Of actors": "Actor", "## Of indicators": "Indicator", "## Of signatures": "Signature"]
        var described: [String: String?] = [:]
        var type: String?
        for line in text.split(separator: "\n") {
            if let section = sections[String(line)] { type = section }
            if line.hasPrefix("### ") { described[String(line.dropFirst(4))] = type }
        }
        #expect(Set(described.keys) == Set(ActionTable.types.keys))
        for (name, type) in ActionTable.types { #expect(described[name] == type, "\(name)") }
        #expect(described.count == 39)
    }

    @Test("has the actions that the OpenAPI document describes")
    func openAPI() throws {
        let titles = try ActionTableTests.read("Docs/openapi.yaml").split(separator: "\n").filter { $0.hasPrefix("        - title: ") }
        #expect(titles.map { String($0.dropFirst(17)) }.sorted() == ActionTable.types.keys.sorted())
    }

    private static func read(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
