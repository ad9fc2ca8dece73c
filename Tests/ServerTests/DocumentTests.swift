import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Server

@Suite("The OpenAPI document")
struct DocumentTests {
    /// Operations of the document as `GET /path`, the version written out.
    private func documented() throws -> Set<String> {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Docs/openapi.yaml"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "paths:"))
        let end = try #require(lines.firstIndex(of: "components:"))
        var operations: Set<String> = []
        var path = ""
        for line in lines[start..<end] where line.hasSuffix(":") {
            if line.hasPrefix("  /") {
                path = String(line.dropFirst(2).dropLast())
            } else if line.hasPrefix("    "), !line.hasPrefix("     ") {
                let method = line.dropFirst(4).dropLast().uppercased()
                if method == "PARAMETERS" { continue }
                for version in path.contains("{version}") ? ["v1", "d"] : [""] {
                    operations.insert("\(method) \(path.replacing("{version}", with: version))")
                }
            }
        }
        return operations
    }

    /// Where people look, not programs: pages and what belongs to them.
    private static let pages = ["/assets/", "/analyses", "/control-panel", "/profile", "/reset", "/theme"]

    @Test("documents every route but the pages, and nothing else")
    func routes() async throws {
        let site = try await TestSite()
        let routes = try ServerRoutes(ServerConfiguration(), site.parts)
        var served: Set<String> = []
        for (path, methods) in routes.served where !DocumentTests.pages.contains(where: path.hasPrefix) {
            for method in methods { served.insert("\(method.rawValue) \(path)") }
        }
        let documented = try documented()
        #expect(served.subtracting(documented) == [])
        #expect(documented.subtracting(served) == [])
        #expect(documented.count > 25)
    }
}
