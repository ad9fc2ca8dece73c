import Accounts
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Server

@Suite("Operations, headers and logs")
struct OperationsTests {
    @Test("health names what is broken")
    func health() async throws {
        let site = try await TestSite()
        #expect(try await site.get("/livez", as: nil).status == .ok)
        #expect(try await site.get("/readyz", as: nil).status == .ok)
        site.health.register("spool") { "the disk is full" }
        let broken = try await site.get("/readyz", as: nil)
        #expect(broken.status == .serviceUnavailable && broken.text == "spool: the disk is full\n")
    }

    @Test("metrics need level 70")
    func metrics() async throws {
        let site = try await TestSite()
        #expect(try await site.get("/metrics", as: nil).status == .unauthorized)
        #expect(try await site.get("/metrics", as: "normalized").status == .unauthorized)
        let answer = try await site.get("/metrics")
        #expect(answer.text == "waggle_up 1\n")
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test("every answer has the security headers and none for other origins")
    func headers() async throws {
        let site = try await TestSite()
        for path in ["/api/v1/sessions", "/nothing", "/login/", "/api/v1/hpfeeds?limit=x"] {
            let answer = try await site.request(.get, path, as: "all", headers: [.origin: "https://evil.example"])
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(HTTPField.Name("Referrer-Policy").flatMap { answer.headers[$0] } == "same-origin")
            #expect(HTTPField.Name("X-Request-Id").flatMap { answer.headers[$0] } != nil)
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
        }
        #expect(try await site.get("/nothing").text == "404 Not Found")
    }

    @Test("keys in the query, in the header, and wrong ones")
    func keys() async throws {
        let site = try await TestSite()
        let key = site.keys["all"] ?? ""
        func status(_ path: String, _ headers: HTTPFields = [:]) async throws -> HTTPResponse.Status {
            try await site.request(.get, path, headers: headers).status
        }
        #expect(try await status("/api/v1/hpfeeds?username=all&api_key=\(key)") == .ok)
        #expect(try await status("/api/v1/hpfeeds", [.authorization: "apikey all:\(key)"]) == .ok)
        #expect(try await status("/api/v1/hpfeeds", [.authorization: "Basic x"]) == .unauthorized)
        #expect(try await status("/api/v1/hpfeeds?username=all&api_key=\(key)", [.authorization: "ApiKey all:x"]) == .unauthorized)
        #expect(try await status("/api/v1/hpfeeds?username=admin&api_key=\(key)") == .unauthorized)
        #expect(try await status("/api/v1/hpfeeds?username=all&api_key=") == .unauthorized)
    }

    @Test("guessing keys ends in 429, while the right key goes on working")
    func guessing() async throws {
        let site = try await TestSite()
        var statuses: Set<Int> = []
        for number in 0..<30 {
            let answer = try await site.get("/api/v1/hpfeeds?username=all&api_key=wrong\(number)", as: nil)
            statuses.insert(answer.status.code)
            if answer.status == .tooManyRequests { #expect(answer.headers[.retryAfter] != nil) }
        }
        #expect(statuses == [401, 429])
        #expect(try await site.get("/api/v1/hpfeeds").status == .ok)
    }

    @Test(
        "what a log line shows",
        arguments: [
            ("/api/v1/sessions?username=a&api_key=0123&limit=1", "/api/v1/sessions?username=a&api_key=[redacted]&limit=1"),
            ("/x?API%5fKEY=s", "/x?API%5fKEY=[redacted]"), ("/x?password=a=b", "/x?password=[redacted]"), ("/plain", "/plain"),
            ("/a\u{1B}[31m\r\n", "/a\\u{1b}[31m\\u{d}\\u{a}"),
        ])
    func logText(_ pair: (path: String, line: String)) {
        #expect(LogText.path(pair.path) == pair.line)
    }
}
