import Documents
import Model
import Normalization
import Testing

@Suite struct GlastopfTests {
    private func raw(_ request: String, url: String = "/x") -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("time")
        writer.string("2013-06-09 06:06:20")
        writer.name("source")
        writer.raw(Array(#"["203.0.113.8",50781]"#.utf8))
        writer.name("request_raw")
        writer.string(request)
        writer.name("request_url")
        writer.string(url)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func request(_ text: String) throws -> Document? {
        try documents("glastopf.events", raw(text))[0]["session"]?["session_http"]?["request"]
    }

    private func old(_ request: String) -> String {
        #"{"time":"2013-06-09 06:06:20","source":["203.0.113.8","50781"],"request":{\#(request)}}"#
    }

    @Test func newFormatExample() throws {
        let found = try documents("glastopf.events", raw("GET /a.php?x=1 HTTP/1.1\r\nHost: h.example\r\n\r\n", url: "/a.php?x=1"))
        let expected = try Document(
            #"""
            [{"session": {"timestamp": "2013-06-09T06:06:20", "source_ip": "203.0.113.8", "source_port": 50781,
            "destination_port": 80, "protocol": "http", "honeypot": "glastopf", "session_http": {"request": {"verb": "GET",
            "path": "/a.php?x=1", "host": "h.example", "header": [["host", "h.example"]], "body": ""}}}},
            {"dork": {"content": "/a.php", "type": "inurl", "timestamp": "2026-11-22T15:00:00", "count": 1}}]
            """#)
        #expect(Document.array(found) == expected)
    }

    @Test func oldFormat() throws {
        let document = try sessionDocument(
            "glastopf.events",
            old(#""header":{"Host":"h.example","A":["ä"]},"method":"POST","url":"/x?y","body":"b","parameters":[]"#))
        let request = document["session_http"]?["request"]
        #expect(document["source_port"] == .number("50781"))
        #expect(try request?["header"]?.text.map { try Document($0) } == Document(#"{"Host":"h.example","A":["ä"]}"#))
        #expect(request?["host"] == .string("h.example"))
        #expect(request?["body"] == .string("b"))
        #expect(request?["verb"] == .string("POST"))
        #expect(request?["url"] == .string("http://h.example/x?y"))
        #expect(request?["path"] == nil)
    }

    @Test(arguments: [
        (#""header":{},"method":"GET","url":"/x""#, "/x"), (#""header":{"host":"h"},"method":"GET","url":"/x""#, "/x"),
        (#""header":{"Host":"h"},"method":"GET","url":"http://e/x""#, "http://e/x"),
        (#""header":{"Host":"h"},"method":"GET","url":"httpd.php""#, "httpd.php"),
        (#""header":{"Host":null},"method":"GET","url":"/x""#, "/x"), (#""header":{"Host":"h"},"method":"GET","url":"//x""#, "http://h//x"),
    ])
    func buildsTheURL(_ members: String, _ url: String) throws {
        let document = try sessionDocument("glastopf.events", old(members))
        #expect(document["session_http"]?["request"]?["url"] == .string(url))
        #expect(document["session_http"]?["request"]?["body"] == nil)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nA: 1\nB:2\nA:  3 \n\nbody", #"[["a","3"],["b","2"]]"#, "body"),
        ("GET / HTTP/1.0\r\nA: 1\r\n\tmore \r\n  \r\n and\r\nB: x\r\n\r\n\r\nbody\r\n", #"[["a","1 more and"],["b","x"]]"#, "\r\nbody\r\n"),
        ("GET / HTTP/1.0\r\nA:\r\n x\r\n\r\n", #"[["a","x"]]"#, ""),
        ("GET / HTTP/1.0\r\nA: 1\r\nno colon\r\nB: 2\r\n\r\n", #"[["a","1"]]"#, "B: 2\r\n\r\n"),
        ("GET / HTTP/1.0\r\n continued\r\nB: 2", "[]", "B: 2"),
        ("GET / HTTP/1.0\r\nA: b:c\r\nX", #"[["a","b:c"]]"#, ""),
        ("GET / HTTP/1.0", "[]", ""), ("GET /", "[]", ""), ("GET /\r\nA: 1\r\n\r\nb", #"[["a","1"]]"#, "b"),
        ("  POST\t/a   HTTP/1.9\r\nHOST: h\r\n\r\n", #"[["host","h"]]"#, ""), ("GET / HTTP/0.9\n\nx", "[]", "x"),
        ("GET / HTTP/01.10\n\nx", "[]", "x"), ("GET / HTTP/1.1\nÄ: ü\n\n", #"[["ä","ü"]]"#, ""),
    ])
    func readsTheRequest(_ text: String, _ headers: String, _ body: String) throws {
        let found = try request(text)
        #expect(found?["header"] == (try Document(headers)))
        #expect(found?["body"] == .string(body))
        #expect(found?["url"] == nil)
    }

    @Test(arguments: [
        "", "\r\n", "GET", "POST /", "get /", "GET / HTTP/2.0", "GET / HTTP/1", "GET / HTTP/1.x", "GET / HTTP/1.1.1", "GET / http/1.1",
        "GET / x HTTP/1.1", "GET / HTTP/", "GET / HTTP/.1", "\nGET / HTTP/1.1", "GET / HTTP/99999999999999999999.1", "GET / HTTP/10.1",
    ])
    func refusesWhatIsNoRequest(_ text: String) {
        #expect(failure("glastopf.events", raw(text)) == "request_raw: not an HTTP request")
    }

    @Test(
        arguments: [
            ("/a.php?x=1", "/a.php"), ("http://h.example/p/a;b=c;d#e?f", "/p/a"), ("/a;b/c;d", "/a;b/c"), ("//a/b", "/a/b"),
            ("///a", "//a"), ("http://h//a", "/a"), ("/%20a", "/%20a"), ("index.php", "index.php"), ("http:x/y", "x/y"), ("/é", "/é"),
            ("/a:b", "/a:b"), ("ftp://h/x", "/x"), ("/x#y?z", "/x"), ("/Headers", "/Headers"), ("/robots", "/robots"), ("a?//b", nil),
            ("/", nil), ("", nil), ("?x", nil), ("//", nil), ("http://h.example", nil), ("http://h.example/", nil), ("é", nil),
            ("/headers", nil), ("/x/headers.php", nil), ("/favicon.ico", nil), ("/faviconXico", nil), ("/faviconéico", nil),
            ("/w00tw00t.at", nil), ("/robots.txt", nil), ("/robotsXtxt/y", nil),
        ] as [(String, String?)])
    func findsTheDork(_ url: String, _ content: String?) throws {
        let dorks = try documents("glastopf.events", raw("GET / HTTP/1.0", url: url)).compactMap { $0["dork"] }
        #expect(dorks.map { $0["content"]?.text } == (content.map { [$0] } ?? []))
        for dork in dorks { #expect(dork["timestamp"] == .string(submit)) }
    }

    @Test(arguments: [
        ("2013-06-09T06:06:20", "time: not a time of the expected form"),
        ("2013-06-09 06:06:20.5", "time: not a time of the expected form"),
        ("2013-06-09 06:06:20Z", "time: not a time of the expected form"), ("2013-06-09", "time: not a time of the expected form"),
        ("2013-13-09 06:06:20", "time: not a time of the expected form"),
    ])
    func refusesOtherTimes(_ time: String, _ text: String) {
        let payload = raw("GET / HTTP/1.0").replacing("2013-06-09 06:06:20", with: time)
        #expect(failure("glastopf.events", payload) == text)
    }

    @Test(arguments: [
        (#"{"time":"2013-06-09 06:06:20","source":["1.2.3.4"],"request_raw":"GET /"}"#, "source: not an address and a port"),
        (#"{"time":"2013-06-09 06:06:20","source":"1.2.3.4"}"#, "source: not an address and a port"),
        (#"{"time":"2013-06-09 06:06:20","source":["1.2.3.4",1]}"#, "request_raw: missing"),
        (#"{"time":"2013-06-09 06:06:20","source":["1.2.3.4",1],"request_raw":"GET /"}"#, "request_url: missing"),
        (#"{"time":"2013-06-09 06:06:20","source":["1.2.3.4",1],"request":[]}"#, "request: not an object"),
        (#"{"time":"2013-06-09 06:06:20","source":["1.2.3.4",1],"request":{}}"#, "header: missing"),
        (#"{"source":["1.2.3.4",1],"request":{}}"#, "time: missing"),
    ])
    func namesTheFault(_ payload: String, _ text: String) {
        #expect(failure("glastopf.events", payload) == text)
    }

    @Test func longContinuationsTakeNoLongTime() throws {
        let lines = String(repeating: " a\n", count: 100_000)
        let clock = ContinuousClock()
        let taken = try clock.measure { _ = try request("GET / HTTP/1.0\nA: b\n" + lines + "\n") }
        #expect(taken < .seconds(10))
    }

    @Test func fileExample() throws {
        let document = try documents("glastopf.files", "d41d8cd98f00b204e9800998ecf8427e R0lGODlhAQABAA==")[0]["file"]
        #expect(document?["content_guess"] == .string("GIF image data, version 89a, 1 x 1"))
        #expect(document?["data"] == .string("47494638396101000100"))
        #expect(document?["encoding"] == .string("hex"))
    }

    @Test(arguments: [
        ("d41d8cd9", "payload: no space after the hash"), ("", "payload: no space after the hash"),
        ("d41d8cd9 YQ", "payload: not base64"), ("d41d8cd9 YWJjY", "payload: not base64"),
    ])
    func refusesBrokenFiles(_ payload: String, _ text: String) {
        #expect(failure("glastopf.files", payload) == text)
    }

    @Test func splitsFilesAtTheFirstSpaceAndDoesNotReadHexadecimal() throws {
        let document = try documents("glastopf.files", " NjE2 MjYz")[0]["file"]
        #expect(document?["data"] == .string("363136323633"))
    }
}
