import Documents
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing

@testable import Server

@Suite("What level 60 does not see")
struct RedactionTests {
    private func shown(_ details: String) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        SessionRedaction.write(Array(details.utf8), to: &writer)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("the address of a honeypot, in both versions")
    func destination() async throws {
        let site = try await TestSite(Samples.content)
        for version in ["v1", "d"] {
            let answer = try await site.get("/api/\(version)/sessions?limit=0", as: "normalized")
            #expect(answer.status == .ok)
            #expect(!answer.text.contains("198.51.100.9") && !answer.text.contains("destination_ip"))
            #expect(try await site.get("/api/\(version)/sessions?destination_ip=1.2.3.4", as: "normalized").status == .badRequest)
            #expect(try await site.get("/api/\(version)/sessions?limit=0").text.contains(#""destination_ip":"198.51.100.9""#))
        }
        let one = try await site.get("/api/d/sessions/50db57aa000000000000003d", as: "normalized")
        #expect(one.status == .ok && !one.text.contains("198.51.100.9"))
    }

    @Test(
        "hosts of glastopf's requests",
        arguments: [
            (
                #""session_http":{"request":{"host":"192.0.2.7:8080","url":"http://192.0.2.7:8080/a?b","verb":"GET"}}"#,
                #"{"session_http":{"request":{"url":"http://honeypot/a?b","verb":"GET"}}}"#
            ),
            (
                #""session_http":{"request":{"host":"shop.example","url":"http://shop.example/a"}}"#,
                #"{"session_http":{"request":{"host":"shop.example","url":"http://shop.example/a"}}}"#
            ),
            (
                #""session_http":{"request":{"header":"{\"Accept\":\"*/*\",\"Host\":\"192.0.2.7\"}"}}"#,
                #"{"session_http":{"request":{"header":"{\"Accept\":\"*/*\"}"}}}"#
            ),
            (
                #""session_http":{"request":{"header":[["accept","*/*"],["HOST","[2001:db8::1]:80"],["x","y"]]}}"#,
                #"{"session_http":{"request":{"header":[["accept","*/*"],["x","y"]]}}}"#
            ),
            (
                #""session_http":{"request":{"header":[["host","shop.example"]]}}"#,
                #"{"session_http":{"request":{"header":[["host","shop.example"]]}}}"#
            ),
            (
                #""session_http":{"request":{"header":"no json 192.0.2.7"}}"#, #"{"session_http":{"request":{"header":""}}}"#
            ),
        ])
    func glastopf(_ pair: (details: String, shown: String)) {
        #expect(shown(pair.details) == pair.shown)
    }

    @Test(
        "hosts of other honeypots, at any depth",
        arguments: [
            (#""session_elastichoney":{"a":[{"Host":"192.0.2.7"}]}"#, #"{"session_elastichoney":{"a":[{"Host":"honeypot"}]}}"#),
            (#""session_wordpot":{"hostname":"192.0.2.7:80","x":1}"#, #"{"session_wordpot":{"hostname":"honeypot","x":1}}"#),
            (#""session_wordpot":{"hostname":"blog.example"}"#, #"{"session_wordpot":{"hostname":"blog.example"}}"#),
            (#""session_x":{"h\u006fst":"192.0.2.7"}"#, #"{"session_x":{"host":"honeypot"}}"#),
            (
                #""session_http":{"pdus":[{"request":"('/x', [('HOST', '192.0.2.7'), ('A', 'b')])"}]}"#,
                #"{"session_http":{"pdus":[{"request":"('/x', [('HOST', 'honeypot'), ('A', 'b')])"}]}}"#
            ),
            (#""auth_attempts":[{"login":"host"}],"snort":{}"#, #"{"auth_attempts":[{"login":"host"}],"snort":{}}"#),
            (#""session_ssh":{"version":"SSH"}"#, #"{"session_ssh":{"version":"SSH"}}"#),
            (#""session_x":{"host":}"#, "{}"),
        ])
    func others(_ pair: (details: String, shown: String)) {
        #expect(shown(pair.details) == pair.shown)
    }

    @Test(
        "what is an address",
        arguments: [
            ("192.0.2.1", true), ("192.0.2.1:80", true), (" 192.0.2.1 ", true), ("192.0.2.1.", true), ("2001:db8::1", true),
            ("[2001:db8::1]", true), ("[2001:db8::1]:443", true), ("::ffff:192.0.2.1", true), ("3221225985", true), ("", false),
            ("example.org", false), ("example.org:80", false), ("[x]:80", false), ("192.0.2.1.example.org", false), ("localhost", false),
        ])
    func literals(_ pair: (text: String, isAddress: Bool)) {
        #expect(IPLiteral.isHost(pair.text) == pair.isAddress)
    }
}
