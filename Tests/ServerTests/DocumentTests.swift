import Foundation
import HTTPTypes
import Hummingbird
import Intelligence
import Testing

@testable import Server

@Suite("The OpenAPI document")
struct DocumentTests {
    private func text() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("Docs/openapi.yaml"), encoding: .utf8)
    }

    /// Operations of the document as `GET /path`, the version written out.
    private func documented() throws -> Set<String> {
        let text = try text()
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
    private static let pages = ["/assets/", "/analyses", "/buckets", "/sectors", "/control-panel", "/profile", "/reset", "/theme"]

    /// Operations of the threat-intelligence API, which answers before the router does.
    private static let threat: Set<String> = [
        "GET /api/v1/", "GET /api/v1/{resource}/", "POST /api/v1/{resource}/", "GET /api/v1/{resource}/schema/",
        "GET /api/v1/{resource}/set/{ids}/", "GET /api/v1/{resource}/{id}/", "PATCH /api/v1/{resource}/{id}/",
    ]

    @Test("documents every route but the pages, and nothing else")
    func routes() async throws {
        let site = try await TestSite()
        let routes = try ServerRoutes(ServerConfiguration(), site.parts)
        var served = DocumentTests.threat
        for (path, methods) in routes.served where !DocumentTests.pages.contains(where: path.hasPrefix) {
            for method in methods { served.insert("\(method.rawValue) \(path)") }
        }
        let documented = try documented()
        #expect(served.subtracting(documented) == [])
        #expect(documented.subtracting(served) == [])
        #expect(documented.count > 25)
    }

    @Test("names the resources of the threat-intelligence API by the methods that they take")
    func resources() throws {
        let text = try text()
        func named(_ parameter: String) throws -> [String] {
            let start = try #require(text.range(of: "\n    \(parameter):\n"))
            let list = try #require(text[start.upperBound...].range(of: "enum: ["))
            let end = try #require(text[list.upperBound...].firstIndex(of: "]"))
            return text[list.upperBound..<end].split { ", \n".contains($0) }.map(String.init)
        }
        let all = ResourceDirectory.resources
        #expect(try named("threatAny") == all.map(\.name))
        #expect(try named("threatRead") == all.filter { $0.listMethods.contains("GET") && $0.detailMethods.contains("GET") }.map(\.name))
        #expect(try named("threatPost") == all.filter { $0.listMethods.contains("POST") }.map(\.name))
        #expect(try named("threatPatch") == all.filter { $0.detailMethods.contains("PATCH") }.map(\.name))
    }
}
