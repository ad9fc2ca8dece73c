import Accounts
import Documents
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Storage
import Testing

@Suite("Mnemosyne WebAPI")
struct HoneypotAPITests {
    static let resources: [(path: String, level: Int)] = [
        ("hpfeeds", 70), ("hpfeeds/stats?channel=a", 70), ("hpfeeds/stats/total", 70), ("sessions", 60), ("sessions/protocols", 60),
        ("urls", 60), ("files?hash=549eccb6939274ac9664f0201e4771c4", 60), ("files/types", 60), ("aux/dorks", 10),
    ]
    static let users: [(name: String, level: Int)] = [("public", 10), ("normalized", 60), ("all", 70), ("admin", 100)]

    @Test("each resource needs its level, in both versions", arguments: resources)
    func levels(_ resource: (path: String, level: Int)) async throws {
        let site = try await TestSite(Samples.content)
        for version in ["v1", "d"] {
            for user in HoneypotAPITests.users {
                let answer = try await site.get("/api/\(version)/\(resource.path)", as: user.name)
                #expect(answer.status == (user.level >= resource.level ? .ok : .unauthorized))
            }
            let answer = try await site.get("/api/\(version)/\(resource.path)", as: nil)
            #expect(answer.status == .unauthorized)
            #expect(answer.text == "401 Unauthorized")
            #expect(answer.headers[.contentType] == "text/plain; charset=UTF-8")
        }
    }

    @Test(
        "malformed parameters are 400",
        arguments: [
            "hpfeeds?id=xyz", "hpfeeds?_id=0123456789abcdef0123456", "sessions?id=xyz", "sessions?_id=", "hpfeeds?limit=",
            "sessions?limit=x", "urls?limit=-1", "aux/dorks?limit=1.5", "sessions?limit=99999999999999999999", "sessions?limit=%2B1",
            "files?hash=549eccb6939274ac9664f0201e4771c4&limit=x", "sessions?source_port=x", "sessions?destination_port=",
            "urls?url_regex=(", "urls?url_regex=%5B", "aux/dorks?regex=(", "urls?hash=abc", "urls?hash=", "files?hash=abc", "files",
            "files?no_data=1", "hpfeeds/stats", "hpfeeds/stats?date=2013010", "hpfeeds/stats?date=2013010x",
            "hpfeeds/stats?channel=a&date=1", "aux/dorks?sort_order=0", "aux/dorks?sort_order=x", "aux/dorks?sort_by=nothing",
        ])
    func malformed(_ query: String) async throws {
        let site = try await TestSite(Samples.content)
        for version in ["v1", "d"] {
            let answer = try await site.get("/api/\(version)/\(query)")
            #expect(answer.status == .badRequest)
            #expect(answer.text == "400 Bad Request")
            #expect(answer.headers[.contentType] == "text/plain; charset=UTF-8")
        }
        // Nobody learns whether parameters are right without the level for it.
        #expect(try await site.get("/api/v1/\(query)", as: nil).status == .unauthorized)
    }

    @Test(
        "parameters of the development API only",
        arguments: ["sessions?sort_order=0", "sessions?cursor=%00", "sessions?cursor=x", "urls?from=yesterday", "hpfeeds?to=x"])
    func malformedUnderD(_ query: String) async throws {
        let site = try await TestSite(Samples.content)
        #expect(try await site.get("/api/d/\(query)").status == .badRequest)
        #expect(try await site.get("/api/v1/\(query)").status == .ok)
    }

    @Test(
        "what does not exist is an empty array",
        arguments: [
            "hpfeeds?id=000000000000000000000000", "hpfeeds?channel=none", "sessions?honeypot=none", "sessions?source_port=70000",
            "sessions?source_port=-1", "urls?hash=0000000000000000000000000000000000000000",
            "urls?hash=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "hpfeeds/stats?date=20000101", "aux/dorks?type=intext",
            "urls?url_regex=zzzz", "hpfeeds?id=50db57aa0000000000000001&_id=50db57aa0000000000000002",
        ])
    func absent(_ query: String) async throws {
        let site = try await TestSite(Samples.content)
        let answer = try await site.get("/api/v1/\(query)")
        #expect(answer.status == .ok)
        #expect(answer.text.hasSuffix(":[]}"))
    }

    @Test("raw messages, newest first, 50 of them")
    func messages() async throws {
        let site = try await TestSite(Samples.content)
        let answer = try await site.get("/api/v1/hpfeeds?channel=glastopf.events&limit=1")
        #expect(answer.headers[.contentType] == "application/json")
        #expect(
            answer.text == #"{"hpfeeds":[{"_id":"50db57aa000000000000003c","channel":"glastopf.events","ident":"2l3if@hp8","#
                + #""normalized":true,"payload":"<payload 60>","timestamp":"2012-12-26T20:02:46.908000"}]}"#)
        #expect(try await site.get("/api/v1/hpfeeds").items("hpfeeds").count == 50)
        #expect(try await site.get("/api/v1/hpfeeds?limit=0").items("hpfeeds").count == 61)
        let failed = try await site.get("/api/v1/hpfeeds?limit=1").text
        #expect(failed.contains(#""last_error":"not valid JSON","last_error_timestamp":"2012-12-26T20:01:46.908000","normalized":false"#))
    }

    @Test("statistics")
    func statistics() async throws {
        let site = try await TestSite(Samples.content)
        #expect(
            try await site.get("/api/v1/hpfeeds/stats?channel=dionaea.capture").text
                == #"{"stats":[{"channel":"dionaea.capture","date":"20130907","hourly":{"3":2,"12":1978}}]}"#)
        #expect(try await site.get("/api/v1/hpfeeds/stats/total").text == #"{"stats":[{"channel":"dionaea_capture","count":22}]}"#)
    }

    @Test("sessions: order, filters, shape")
    func sessions() async throws {
        let site = try await TestSite(Samples.content)
        #expect(
            try await site.get("/api/v1/sessions?honeypot=KIPPO&limit=1").text
                == #"{"sessions":[{"_id":"50db57aa0000000000000001","destination_port":2222,"honeypot":"kippo","#
                + #""hpfeed_id":"50db57aa00000000000f4241","identifier":"sensor-1","protocol":"ssh","source_ip":"181.5.23.53","#
                + #""source_port":30001,"timestamp":"2012-12-26T20:01:47.908000","auth_attempts":[{"login":"root","password":"1"}],"#
                + #""session_ssh":{"version":"SSH-2.0"}}]}"#)
        let newest = try await site.get("/api/d/sessions?honeypot=kippo&limit=1").text
        #expect(newest.contains(#""source_port":30060"#) && !newest.contains("_id\":\"50db57aa000000000000003c"))
        #expect(try await site.get("/api/d/sessions?honeypot=kippo&sort_order=1&limit=1").text.contains(#""source_port":30001"#))
        #expect(try await site.get("/api/v1/sessions?destination_ip=198.51.100.9").items("sessions").count == 1)
        #expect(
            try await site.get("/api/v1/sessions/protocols").text
                == #"{"protocols":[{"count":60,"protocol":"ssh"},{"count":1,"protocol":null}]}"#)
    }

    @Test("one session with its activities")
    func activities() async throws {
        let site = try await TestSite(Samples.content)
        let answer = try await site.get("/api/d/sessions/50db57aa0000000000000001")
        let activities = [
            #"{"kind":"command","value":"uname -a"}"#, #"{"kind":"url","value":"http://example.org/x"}"#,
            // The hash of a stored file leads to it; one whose bytes never came does not.
            #"{"file_id":"50db57aa0000000000000003","kind":"hash","value":"\#(Samples.hashes.md5)"}"#,
            #"{"kind":"hash","value":"\#(String(repeating: "0", count: 64))"}"#,
        ]
        #expect(answer.text.contains(#""activities":[\#(activities.joined(separator: ","))]"#))
        #expect(try await site.get("/api/d/sessions/000000000000000000000000").status == .notFound)
        #expect(try await site.get("/api/d/sessions/xyz").status == .badRequest)
        #expect(try await site.get("/api/v1/sessions/50db57aa0000000000000001").status == .notFound)
    }

    @Test("urls")
    func urls() async throws {
        let site = try await TestSite(Samples.content)
        let items = try await site.get("/api/v1/urls").items("urls")
        #expect(items.count == 2)
        #expect(items[0].contains(#""hpfeeds_ids":["50db57aa0000000000000007"]"#))
        #expect(items[0].contains(#""extractions":[{"hashes":{"md5":"549eccb6939274ac9664f0201e4771c4""#))
        #expect(!items[0].contains("hpfeeds_ids_total"))
        #expect(!items[1].contains("extractions") && items[1].contains(#""hpfeeds_ids_total":5000"#))
        #expect(try await site.get(#"/api/v1/urls?url_regex=%5C.ru(%5C/%7C%5C:%7C$)"#).items("urls").count == 1)
        #expect(try await site.get("/api/v1/urls?hash=549ECCB6939274AC9664F0201E4771C4").items("urls").count == 1)
        #expect(try await !site.get("/api/d/urls").text.contains(#""_id""#))
    }

    @Test("files", arguments: ["549eccb6939274ac9664f0201e4771c4", "D337B47020B1E214D35B044483BF04AE1F0A7B4D"])
    func files(_ hash: String) async throws {
        let site = try await TestSite(Samples.content)
        let item = try #require(try await site.get("/api/v1/files?hash=\(hash)").items("files").first)
        #expect(item.contains(#""content_guess":"Javascript","data":"0a09ff","encoding":"hex","hashes":{"md5""#))
        #expect(item.contains(#""_id":"50db57aa0000000000000003""#) && item.contains(#""hpfeed_ids":["#))
        for value in ["", "=", "=0", "=1"] {
            #expect(try await !site.get("/api/v1/files?hash=\(hash)&no_data\(value)").text.contains("data\":\"0a"))
        }
        #expect(try await !site.get("/api/d/files?hash=\(hash)").text.contains(#""_id""#))
        #expect(try await site.get("/api/v1/files/types").text == #"{"content_guesss":[{"count":1,"content_guess":"Javascript"}]}"#)
    }

    @Test("dorks")
    func dorks() async throws {
        let site = try await TestSite(Samples.content)
        let answer = try await site.get("/api/v1/aux/dorks?limit=1", as: "public")
        #expect(
            answer.text == #"{"dorks":[{"content":"/two.php","count":716,"firsttime":"2012-12-26T20:01:46+00:00","#
                + #""lasttime":"2012-12-26T20:01:47.908000","type":"intitle"}]}"#)
        #expect(try await site.get("/api/v1/aux/dorks?sort_order=1").items("dorks")[0].contains("/one.php"))
        #expect(try await site.get("/api/v1/aux/dorks?sort_by=content").items("dorks")[0].contains("/two.php"))
        #expect(try await site.get("/api/v1/aux/dorks?regex=%5E/t&type=inurl").items("dorks").count == 1)
    }

    @Test("a setting opens dorks to everybody, at once")
    func publicDorks() async throws {
        let site = try await TestSite(Samples.content)
        try await site.administration.set("public_dorks", to: "true")
        #expect(try await site.get("/api/v1/aux/dorks", as: nil).status == .ok)
        #expect(try await site.get("/api/v1/aux/dorks?limit=x", as: nil).status == .badRequest)
        #expect(try await site.get("/api/v1/sessions", as: nil).status == .unauthorized)
    }

    @Test("query strings: decoding, repeats, letter case, unknown names")
    func queryForms() async throws {
        let site = try await TestSite(Samples.content)
        #expect(try await site.get("/api/v1/sessions?limit=x&limit=3&Limit=y&nonsense").items("sessions").count == 3)
        #expect(try await site.get("/api/v1/sessions?honeypot=%6b%69ppo&%6cimit=2").items("sessions").count == 2)
        #expect(try await site.get("/api/v1/urls?url_regex=a+b").items("urls").isEmpty)
    }

    @Test("unknown paths are 404 in JSON", arguments: ["/api/v1/nothing", "/api/v2/sessions", "/api/d/nothing", "/api/v1/hpfeeds/x"])
    func unknown(_ path: String) async throws {
        let site = try await TestSite()
        for user in [nil, "all"] {
            let answer = try await site.get(path, as: user)
            #expect(answer.status == .notFound)
            #expect(try answer.json.root["error"]?.string?.isEmpty == false)
        }
    }

    @Test("paths of the threat-intelligence API say that it is off", arguments: ["/api/v1/", "/api/v1/actors/", "/api/v1/ips"])
    func threatAPIOff(_ path: String) async throws {
        let site = try await TestSite()
        #expect(try await site.get(path, as: nil).json.root["error"]?.string?.contains("enable_api") == true)
        #expect(try await site.request(.delete, path).status == .notFound)
    }

    @Test("other methods are 405 before authentication", arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
    func methods(_ name: String) async throws {
        let site = try await TestSite()
        let method = try #require(HTTPRequest.Method(name))
        for (path, _) in HoneypotAPITests.resources {
            let answer = try await site.request(method, "/api/v1/\(path)")
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == "GET, HEAD")
        }
    }

    @Test("trailing slash and HEAD", arguments: resources)
    func forms(_ resource: (path: String, level: Int)) async throws {
        let site = try await TestSite(Samples.content)
        let parts = resource.path.split(separator: "?", maxSplits: 1).map(String.init)
        let query = parts.count == 2 ? "?" + parts[1] : ""
        let plain = try await site.get("/api/v1/\(parts[0])\(query)")
        #expect(try await site.get("/api/v1/\(parts[0])/\(query)").text == plain.text)
        let head = try await site.request(.head, "/api/v1/\(parts[0])\(query)", as: "all")
        #expect(head.status == .ok && head.body.readableBytes == 0)
        #expect(head.headers[.contentType] == "application/json")
    }

    @Test("cursors give everything once", arguments: ["sessions", "hpfeeds", "aux/dorks", "urls", "sessions?sort_order=1"])
    func cursors(_ resource: String) async throws {
        let site = try await TestSite(Samples.content)
        let name = resource.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
        let separator = resource.contains("?") ? "&" : "?"
        let whole = try await site.get("/api/d/\(resource)\(separator)limit=0").items(name)
        var path: String? = "/api/d/\(resource)\(separator)limit=7&api_key=x&username=y"
        var items: [String] = []
        while let next = path {
            let answer = try await site.get(next)
            items += try answer.items(name)
            let link = HTTPField.Name("Link").flatMap { answer.headers[$0] }
            #expect(link?.contains("api_key") != true)
            path = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
            try #require(items.count <= whole.count)
        }
        #expect(items == whole)
    }

    @Test("time ranges are half open")
    func ranges() async throws {
        let site = try await TestSite(Samples.content)
        let found = try await site.get("/api/d/sessions?from=2012-12-26T20:01:47.908Z&to=2012-12-26T20:01:49.908000")
        #expect(try found.items("sessions").count == 2)
        let shifted = try await site.get("/api/d/hpfeeds?limit=0&from=2012-12-26T21:01:47.908+01:00")
        #expect(try shifted.items("hpfeeds").count == 61)
    }

    @Test("errors of the store")
    func storeErrors() async throws {
        for (code, status) in [
            (StorageError.Code.unavailable, HTTPResponse.Status.serviceUnavailable), (.full, .serviceUnavailable),
            (.corrupt, .serviceUnavailable), (.tooExpensive, .badRequest), (.invalid, .badRequest),
        ] {
            var content = Samples.content
            content.failure = StorageError(code, "secret detail")
            let site = try await TestSite(content)
            let answer = try await site.get("/api/v1/sessions")
            #expect(answer.status == status)
            #expect(!answer.text.contains("secret"))
            #expect((answer.headers[.retryAfter] != nil) == (status == .serviceUnavailable))
        }
    }
}
