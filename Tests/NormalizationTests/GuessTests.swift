import Model
import Normalization
import Testing

/// Honeypots of today and channels that nobody knows (normalization.md 4.15).
@Suite struct GuessTests {
    static let sources = [
        "source_ip", "src_ip", "src_host", "source", "src", "saddr", "peerIP", "remote_host", "attackerIP", "attacker_ip", "SrcIp",
        "srcHost", "client_ip",
    ]
    static let sourcePorts = [
        "source_port", "src_port", "spt", "sport", "peerPort", "remote_port", "attackerPort", "attacker_port", "SrcPort", "srcPort",
        "client_port",
    ]
    static let destinations = [
        "destination_ip", "dest_ip", "dst_ip", "dst_host", "dest_host", "dst", "daddr", "hostIP", "local_host", "victimIP", "DestIp",
        "dstHost", "server_ip",
    ]
    static let destinationPorts = [
        "destination_port", "dest_port", "dst_port", "dpt", "dport", "hostPort", "local_port", "victimPort", "DestPort", "dstPort",
        "server_port",
    ]

    private func guessed(_ members: String, channel: String = "new.pot.events") throws -> Document {
        try sessionDocument(channel, #"{"source_ip":"203.0.113.5",\#(members)}"#)
    }

    @Test func openCanaryExample() throws {
        let payload = #"""
            {"dst_host":"198.51.100.9","dst_port":21,"src_host":"203.0.113.5","src_port":53088,"logtype":2000,"node_id":"c1",
            "logdata":{"USERNAME":"anonymous","PASSWORD":"x","HOST":"198.51.100.9:21"}}
            """#
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "source_port": 53088, "destination_ip": "198.51.100.9",
            "destination_port": 21, "honeypot": "opencanary", "protocol": "ftp", "auth_attempts": [{"login": "anonymous",
            "password": "x"}], "session_opencanary": {"logtype": 2000, "node_id": "c1", "logdata": {"HOST": "honeypot:21"}}}
            """#)
        for channel in ["test.events", "opencanary.events", "tanner.events"] {
            #expect(try sessionDocument(channel, payload) == expected)
        }
        let unguessing = NormalizationOptions(guessUnknownChannels: false)
        #expect(try sessionDocument("test.events", payload, options: unguessing) == expected)
        #expect(failure("cowrie.sessions", payload) == "peerIP: missing")
    }

    @Test(
        arguments: [
            ("2000", "ftp"), ("2999", "ftp"), ("3001", "http"), ("4002", "ssh"), ("5000", "smb"), ("5001", nil), ("6001", "telnet"),
            ("7001", "http-proxy"), ("8001", "mysql"), ("9001", "mssql"), ("10001", "tftp"), ("11001", "ntp"), ("12001", "vnc"),
            ("13001", "snmp"), ("14001", "rdp"), ("15001", "sip"), ("16001", "git"), ("17001", "redis"), ("18001", nil), ("999", nil),
            (#""2000""#, "ftp"), ("99999", nil), ("null", nil),
        ] as [(String, String?)])
    func openCanaryProtocols(_ type: String, _ name: String?) throws {
        let document = try guessed(#""logtype":\#(type),"node_id":"n","protocol":"x""#)
        #expect(document["protocol"]?.text == name)
        #expect(document["guessed"] == nil)
    }

    @Test(arguments: ["1000", "1001", "1999"])
    func openCanarysOwnMessagesGiveNothing(_ type: String) throws {
        let payload = #"{"dst_host":"","dst_port":-1,"src_host":"","src_port":-1,"logtype":\#(type),"node_id":"n"}"#
        #expect(try observations("x", payload).isEmpty)
    }

    @Test(
        arguments: [
            (#"{"username":"a","PassWord":"b"}"#, #"[{"login":"a","password":"b"}]"#, "{}"),
            (#"{"USERNAME":null,"PASSWORD":"b","X":1}"#, #"[{"password":"b"}]"#, #"{"X":1}"#),
            (#"{"USERNAME":"a"}"#, #"[{"login":"a"}]"#, "{}"), (#"{"USERNAME":null,"PASSWORD":null}"#, nil, "{}"),
            (#"{"USERNAME":7}"#, nil, #"{"USERNAME":7}"#), (#""text""#, nil, #""text""#), ("{}", nil, "{}"),
        ] as [(String, String?, String)])
    func openCanaryMovesCredentials(_ data: String, _ attempts: String?, _ rest: String) throws {
        let document = try guessed(#""logtype":2000,"node_id":"n","logdata":\#(data)"#)
        #expect(try document["auth_attempts"] == attempts.map { try Document($0) })
        #expect(try document["session_opencanary"]?["logdata"] == Document(rest))
    }

    @Test func openCanaryNeedsASource() {
        #expect(failure("x", #"{"src_host":"","logtype":2000,"node_id":"n"}"#) == "src_host: missing")
    }

    @Test func heralding() throws {
        let payload = #"""
            {"timestamp":"2026-01-01 00:00:00","session_id":"s","duration":1,"source_ip":"203.0.113.5","source_port":1,
            "destination_ip":"198.51.100.9","destination_port":25,"protocol":"smtp","num_auth_attempts":2,
            "auth_attempts":[{"timestamp":"t","username":"a","password":"b"},{"timestamp":"t","username":null,"password":"c"}],
            "session_ended":true,"auxiliary_data":{"198.51.100.9":"to 198.51.100.9."}}
            """#
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "source_port": 1, "destination_ip": "198.51.100.9",
            "destination_port": 25, "protocol": "smtp", "honeypot": "heralding", "auth_attempts": [{"login": "a", "password": "b"},
            {"password": "c"}], "session_heralding": {"timestamp": "2026-01-01 00:00:00", "session_id": "s", "duration": 1,
            "num_auth_attempts": 2, "session_ended": true, "auxiliary_data": {"honeypot": "to honeypot."}}}
            """#)
        #expect(try sessionDocument("heralding.session", payload) == expected)
        #expect(try observations("heralding.session", payload.replacing("\"session_ended\":true", with: "\"x\":1")).isEmpty)
        #expect(try observations("heralding.session", payload.replacing(":true", with: ":false")).isEmpty)
        #expect(try observations("heralding.session", payload.replacing(":true", with: ":1")).isEmpty)
        #expect(try observations("heralding.auth", payload).isEmpty)
    }

    @Test(arguments: ["adbhoneypot", "adbhoneypot.events", "adbhoney.events"])
    func adbhoney(_ channel: String) throws {
        let payload = #"{"eventid":"adbhoney.session.connect","src_ip":"203.0.113.5","dst_port":5555,"session":"s"}"#
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "destination_port": 5555, "honeypot": "adbhoneypot",
            "protocol": "adb", "session_adbhoneypot": {"eventid": "adbhoney.session.connect", "session": "s"}}
            """#)
        #expect(try sessionDocument(channel, payload) == expected)
        let given = payload.replacing("\"session\":\"s\"", with: "\"protocol\":\"tcp\"")
        #expect(try sessionDocument(channel, given)["protocol"] == .string("tcp"))
        for event in ["adbhoney.session.closed", "adbhoney.command.input", "session.connect", "adbhoney.session.connects"] {
            #expect(try observations(channel, payload.replacing("adbhoney.session.connect", with: event)).isEmpty)
        }
        #expect(try observations(channel, "{}").isEmpty)
    }

    @Test func unknownChannelIsGuessed() throws {
        let document = try guessed(#""proto":"tcp","duser":"root","password":"x","timestamp":"then","n":1"#)
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "honeypot": "new", "protocol": "tcp", "guessed": true,
            "auth_attempts": [{"login": "root", "password": "x"}], "session_new": {"timestamp": "then", "n": 1}}
            """#)
        #expect(document == expected)
        #expect(try guessed(#""x":1"#, channel: "ipphoney")["honeypot"] == .string("ipphoney"))
        #expect(try sessionDocument("a", #"{"src":"::1"}"#)["session_a"] == .object([:]))
    }

    @Test(arguments: [
        "", "[]", "7", "binary \u{0}", "{}", #"{"src_ip":"host.example"}"#, #"{"src_ip":7}"#, #"{"a":{"src_ip":"1.2.3.4"}}"#,
        #"{"peer":null}"#, #"{"src_ip":"1.2.3.4""#, #"{"src_ip":"1.2.3.4","src_ip":""}"#,
    ])
    func nothingToGuess(_ payload: String) {
        for channel in ["cuckoo.analysis", "beeswarn.feeder", "glutton.events", "tanner.events"] {
            #expect(failure(channel, payload) == "No normalizer found")
        }
    }

    @Test func guessingCanBeSwitchedOff() throws {
        let options = NormalizationOptions(guessUnknownChannels: false)
        let payload = #"{"src_ip":"203.0.113.5"}"#
        #expect(failure("new.events", payload, options: options) == "No normalizer found")
        #expect(try session("elasticpot", payload, options: options).honeypot == "elasticpot")
    }

    @Test func firstUsableNameIsTaken() throws {
        func check(_ names: [String], _ bad: String, _ value: (Int) -> String, _ field: String, _ expected: (Int) -> Document) throws {
            for first in names.indices {
                let members = names.indices.reversed().map { index in
                    "\"\(names[index])\":\(index < first ? bad : value(index))"
                }
                let source = field == "source_ip" ? "" : #","source_ip":"203.0.113.5""#
                let document = try sessionDocument("pot", "{\(members.joined(separator: ","))\(source)}")
                #expect(document[field] == expected(first), "\(names[first])")
                guard case .object(let rest)? = document["session_pot"] else {
                    Issue.record("no rest")
                    return
                }
                #expect(Set(rest.keys) == Set(names).subtracting([names[first]]))
            }
        }
        try check(Self.sources, #""""#, { "\"203.0.113.\($0)\"" }, "source_ip") { .string("203.0.113.\($0)") }
        try check(Self.sourcePorts, "-1", { "\"\($0)\"" }, "source_port") { .number("\($0)") }
        try check(Self.destinations, #""""#, { "\"host\($0)\"" }, "destination_ip") { .string("host\($0)") }
        try check(Self.destinationPorts, "null", { "\($0)" }, "destination_port") { .number("\($0)") }
        try check(["protocol", "proto", "service"], "6", { "\"p\($0)\"" }, "protocol") { .string("p\($0)") }
    }

    @Test(
        arguments: [
            (#""remote":["203.0.113.9",8]"#, "203.0.113.9", "8"), (#""peer":{"ip":"::ffff:203.0.113.9","port":"8"}"#, "203.0.113.9", "8"),
            (#""peer":["203.0.113.8",1],"remote":{"ip":"203.0.113.9","port":8}"#, "203.0.113.9", "8"),
            (#""remote":["x",1],"peer":["203.0.113.9",8]"#, "203.0.113.9", "8"),
            (#""remote":["203.0.113.9",-1],"src_port":7"#, "203.0.113.9", "7"), (#""peer":{"ip":"203.0.113.9"}"#, "203.0.113.9", nil),
            (#""remote":["203.0.113.9"],"src_port":7"#, "203.0.113.5", "7"), (#""peer":{"ip":"x","port":1}"#, "203.0.113.5", nil),
            (#""peer":null"#, "203.0.113.5", nil), (#""remote":["2001:db8::1",8,0,0]"#, "2001:db8::1", "8"),
        ] as [(String, String, String?)])
    func endpointsComeFirst(_ members: String, _ address: String, _ port: String?) throws {
        let document = try guessed(members)
        #expect(document["source_ip"] == .string(address))
        #expect(document["source_port"] == port.map { .number($0) })
    }

    @Test(
        arguments: [
            (#""credentials":[["a","b"],["c",null]]"#, #"[{"login":"a","password":"b"},{"login":"c"}]"#, "{}"),
            (#""login_attempts":[{"user":"a","password":"b","x":1}]"#, #"[{"login":"a","password":"b"}]"#, "{}"),
            (#""auth_attempts":[{"username":null,"login":"a"}]"#, #"[{"login":"a"}]"#, "{}"),
            (#""auth_attempts":[],"num_auth_attempts":0"#, nil, #"{"num_auth_attempts":0}"#),
            (#""auth_attempts":[],"username":"a","password":"b""#, #"[{"login":"a","password":"b"}]"#, "{}"),
            (#""credentials":[[1,2]],"user":"a""#, #"[{"login":"a"}]"#, #"{"credentials":[[1,2]]}"#),
            (#""credentials":"x""#, nil, #"{"credentials":"x"}"#),
            (
                #""credentials":[["a","b"]],"login_attempts":[["c","d"]]"#, #"[{"login":"a","password":"b"}]"#,
                #"{"login_attempts":[["c","d"]]}"#
            ),
            (#""username":null,"password":"b""#, #"[{"password":"b"}]"#, "{}"), (#""password":"b""#, #"[{"password":"b"}]"#, "{}"),
            (#""user":"a","password":null"#, #"[{"login":"a"}]"#, "{}"), (#""username":null"#, nil, #"{"username":null}"#),
            (#""username":7,"login":"a","password":"b""#, #"[{"login":"a","password":"b"}]"#, #"{"username":7}"#),
            (#""duser":"a\ud800","password":"""#, "[{\"login\":\"a\u{FFFD}\",\"password\":\"\"}]", "{}"),
        ] as [(String, String?, String)])
    func attempts(_ members: String, _ attempts: String?, _ rest: String) throws {
        let document = try guessed(members)
        #expect(try document["auth_attempts"] == attempts.map { try Document($0) })
        #expect(try document["session_new"] == Document(rest))
    }

    @Test(arguments: [
        ("198.51.100.9", "198.51.100.9", "honeypot"), ("198.51.100.9", "at 198.51.100.9:80, 198.51.100.9.", "at honeypot:80, honeypot."),
        ("198.51.100.9", "198.51.100.95", "198.51.100.95"), ("198.51.100.9", "2198.51.100.9", "2198.51.100.9"),
        ("198.51.100.9", "1.198.51.100.9", "1.198.51.100.9"), ("198.51.100.9", "198.51.100.9.1", "198.51.100.9.1"),
        ("198.51.100.9", "x198.51.100.9a", "xhoneypota"), ("198.51.100.9", ".198.51.100.9.", ".honeypot."),
        ("198.51.100.9", "198.51.100.9198.51.100.9 198.51.100.9", "198.51.100.9198.51.100.9 honeypot"),
        ("198.51.100.9", "198\\u002e51.100.9\\n", "honeypot\\n"), ("198.51.100.9", "ü198.51.100.9ü", "ühoneypotü"),
        ("198.51.100.9", "::ffff:198.51.100.9", "::ffff:honeypot"),
        ("::ffff:198.51.100.9", "[::FFFF:198.51.100.9]:1 198.51.100.9", "[honeypot]:1 honeypot"),
        ("2001:db8::9", "[2001:db8::9]:80 2001:DB8::9", "[honeypot]:80 honeypot"), ("2001:db8::9", "2001:db8::9a", "2001:db8::9a"),
        ("2001:db8::9", "f2001:db8::9", "f2001:db8::9"), ("2001:db8::9", "g2001:db8::9.1", "ghoneypot.1"),
        ("honey.example", "honey.example", "honey.example"), ("::1", "::1 ::11 a::1", "honeypot ::11 a::1"),
    ])
    func hidesTheHoneypotsAddress(_ address: String, _ text: String, _ shown: String) throws {
        let document = try guessed(#""dst_ip":"\#(address)","t":"\#(text)","a":[{"k\#(text)":["\#(text)"]}]"#)
        let expected = try Document(#"{"t":"\#(shown)","a":[{"k\#(shown)":["\#(shown)"]}]}"#)
        #expect(document["session_new"] == expected)
        #expect(document["destination_ip"] == .string(address.hasPrefix("::ffff") ? "198.51.100.9" : address))
    }

    @Test func hiddenNamesStayUnique() throws {
        let payload = #"{"src":"203.0.113.5","dst":"198.51.100.9","198.51.100.9":1,"a":{"honeypot":1,"198.51.100.9":2}}"#
        let found = try session("pot", payload)
        let rest = String(decoding: found.details, as: UTF8.self)
        #expect(rest == #""session_pot":{"honeypot":1,"a":{"honeypot":2}},"guessed":true"#)
    }

    @Test func addressesOfOtherKindsStay() throws {
        let document = try guessed(#""dst_ip":"198.51.100.9","local_host":"198.51.100.9","n":198.51,"src_ip":"203.0.113.5""#)
        #expect(
            try document["session_new"] == Document(#"{"local_host":"honeypot","n":198.51,"src_ip":"203.0.113.5"}"#))
    }

    @Test func takesActivities() throws {
        let found = try session("pot", #"{"src":"203.0.113.5","commands":["id"],"urls":["http://h/"],"hashes":[]}"#)
        #expect(found.activities == [SessionActivity(.command, "id"), SessionActivity(.url, "http://h/")])
    }
}
