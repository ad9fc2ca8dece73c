import Documents
import Model
import Normalization
import Testing

@Suite struct ShellSessionTests {
    private let kippo = #"""
        {"peerIP":"203.0.113.7","peerPort":36868,"hostIP":"10.0.0.5","hostPort":2222,"version":"SSH-2.0-x","ttylog":null,
        "loggedin":null,"credentials":[["root","abc"]]}
        """#

    private func cowrie(_ members: String) -> String {
        #"{"peerIP":"203.0.113.7","peerPort":36868,"hostPort":2222,"version":null,\#(members)}"#
    }

    @Test func kippoExample() throws {
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.7", "source_port": 36868, "destination_port": 2222,
            "honeypot": "kippo", "protocol": "ssh", "session_ssh": {"version": "SSH-2.0-x"},
            "auth_attempts": [{"login": "root", "password": "abc"}]}
            """#)
        #expect(try sessionDocument("kippo.sessions", kippo) == expected)
    }

    @Test func cowrieAppendsTheAcceptedPair() throws {
        let document = try sessionDocument(
            "cowrie.sessions", cowrie(#""credentials":[["root","1"]],"loggedin":["root","2"]"#))
        let expected = try Document(#"[{"login":"root","password":"1"},{"login":"root","password":"2"}]"#)
        #expect(document["auth_attempts"] == expected)
        #expect(document["honeypot"] == .string("cowrie"))
        #expect(document["session_ssh"] == nil)
        #expect(document["protocol"] == .string("ssh"))
    }

    @Test(arguments: [
        #""credentials":[],"loggedin":null"#, #""credentials":null"#, #""session":"x""#, #""loggedin":["root"]"#,
        #""loggedin":[]"#, #""loggedin":["a","b","c"]"#,
    ])
    func cowrieLeavesEmptyAttemptsOut(_ members: String) throws {
        #expect(try sessionDocument("cowrie.sessions", cowrie(members))["auth_attempts"] == nil)
    }

    @Test(arguments: [("telnet", #""protocol":"telnet""#), ("ssh", #""protocol":null"#), ("ssh", #""x":1"#)])
    func cowrieNamesTheProtocol(_ name: String, _ member: String) throws {
        #expect(try sessionDocument("cowrie.sessions", cowrie(member))["protocol"] == .string(name))
    }

    @Test func kippoNeedsCredentialsAndDropsEmptyOnes() throws {
        let missing = #"{"peerIP":"203.0.113.7","peerPort":1,"hostPort":2,"version":null}"#
        #expect(failure("kippo.sessions", missing) == "credentials: missing")
        let empty = #"{"peerIP":"203.0.113.7","peerPort":1,"hostPort":2,"version":null,"credentials":[]}"#
        let document = try sessionDocument("kippo.sessions", empty)
        #expect(document["auth_attempts"] == nil)
        #expect(document["session_ssh"] == nil)
        #expect(document["protocol"] == .string("ssh"))
    }

    @Test func attachesTheTerminalLogAsItIs() throws {
        let found = try session("cowrie.sessions", cowrie(#""ttylog":"616263""#))
        let document = try sessionDocument("cowrie.sessions", cowrie(#""ttylog":"616263""#))
        #expect(
            try document["attachments"]
                == Document(#"[{"description": "Cowrie session log (ttylog).", "data": "616263"}]"#))
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(found.activities == [SessionActivity(.terminalLog, digest)])
        let odd = try session("cowrie.sessions", cowrie(#""ttylog":"61626""#))
        #expect(odd.activities.isEmpty)
    }

    @Test func takesActivities() throws {
        let hash = String(repeating: "Ab", count: 32)
        let found = try session(
            "cowrie.sessions",
            cowrie(
                #"""
                "commands":["uname -a","","wget \"x\"",7],"unknownCommands":["foo"],"urls":["http://203.0.113.1/a"],
                "hashes":["\#(hash)","short",null]
                """#))
        #expect(
            found.activities == [
                SessionActivity(.command, "uname -a"), SessionActivity(.command, "wget \"x\""),
                SessionActivity(.unknownCommand, "foo"), SessionActivity(.url, "http://203.0.113.1/a"),
                SessionActivity(.hash, hash.lowercased()),
            ])
    }

    /// Readers of level 60 see activities, so the honeypot's own address must not stand in them.
    @Test func hidesTheHoneypotsAddressInActivities() throws {
        let found = try session(
            "cowrie.sessions",
            cowrie(
                #"""
                "hostIP":"198.51.100.77","commands":["ping 198.51.100.77","ping 198.51.100.778"],"urls":["http://198.51.100.77/q"]
                """#))
        #expect(
            found.activities == [
                SessionActivity(.command, "ping honeypot"), SessionActivity(.command, "ping 198.51.100.778"),
                SessionActivity(.url, "http://honeypot/q"),
            ])
    }

    @Test func limitsActivities() throws {
        let commands = Array(repeating: #""a""#, count: 5_000).joined(separator: ",")
        #expect(try session("cowrie.sessions", cowrie(#""commands":[\#(commands)]"#)).activities.count == 4_096)
    }

    @Test(arguments: [
        (#"{"peerPort":1,"hostPort":2,"version":null}"#, "peerIP: missing"),
        (#"{"peerIP":null,"peerPort":1,"hostPort":2,"version":null}"#, "peerIP: missing"),
        (#"{"peerIP":7,"peerPort":1,"hostPort":2,"version":null}"#, "peerIP: not a text"),
        (#"{"peerIP":"1.2.3.4","peerPort":70000,"hostPort":2,"version":null}"#, "peerPort: not a port"),
        (#"{"peerIP":"1.2.3.4","peerPort":"x","hostPort":2,"version":null}"#, "peerPort: not a port"),
        (#"{"peerIP":"1.2.3.4","peerPort":1.0,"hostPort":2,"version":null}"#, "peerPort: not a port"),
        (#"{"peerIP":"1.2.3.4","peerPort":-1,"hostPort":2,"version":null}"#, "peerPort: not a port"),
        (#"{"peerIP":"1.2.3.4","peerPort":"","hostPort":2,"version":null}"#, "peerPort: not a port"),
        (#"{"peerIP":"1.2.3.4","peerPort":1,"version":null}"#, "hostPort: missing"),
        (#"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2}"#, "version: missing"),
        (#"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":2}"#, "version: not a text"),
        (#"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":null,"ttylog":1}"#, "ttylog: not a text"),
        (#"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":null,"protocol":1}"#, "protocol: not a text"),
        (
            #"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":null,"credentials":[["a"]]}"#,
            "credentials: not a list of login and password"
        ),
        (#"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":null,"credentials":{}}"#, "credentials: not an array"),
        ("[]", "payload: not a JSON object"), ("", "payload: not valid JSON: the text ends too early at byte 0"),
    ])
    func namesTheFault(_ payload: String, _ text: String) {
        #expect(failure("cowrie.sessions", payload) == text)
    }

    @Test func readsPortsGivenAsDigits() throws {
        let found = try session(
            "cowrie.sessions", #"{"peerIP":"1.2.3.4","peerPort":"00065535","hostPort":"0","version":null}"#)
        #expect(found.sourcePort == 65_535)
        #expect(found.destinationPort == 0)
    }

    @Test func readsEscapedNames() throws {
        let found = try session(
            "cowrie.sessions",
            #"{"peer\u0049P":"1.2.3.4","peer\u0050ort":5,"hostPort":2,"v\u0065rsion":"x","\u0063ommands":["id"]}"#)
        #expect(found.sourceIP == "1.2.3.4")
        #expect(found.sourcePort == 5)
        #expect(found.activities == [SessionActivity(.command, "id")])
    }

    @Test func lastOfRepeatedNamesWins() throws {
        let found = try session(
            "cowrie.sessions", #"{"peerIP":"9.9.9.9","peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":null}"#)
        #expect(found.sourceIP == "1.2.3.4")
    }

    @Test func readsLatin1AndMendsLoneSurrogates() throws {
        let head = Array(#"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":"\ud800"#.utf8)
        let payload = head + [0xE4] + Array(#""}"#.utf8)
        let found = try Normalizer().normalize(message("cowrie.sessions", payload))
        let document = try Document(found[0])["session"]
        #expect(document?["session_ssh"]?["version"] == .string("\u{FFFD}ä"))
    }

    @Test func depthIsLimited() {
        let deep = { (count: Int) in
            let nested = String(repeating: "[", count: count) + String(repeating: "]", count: count)
            return #"{"peerIP":"1.2.3.4","peerPort":1,"hostPort":2,"version":null,"x":\#(nested)}"#
        }
        #expect(failure("cowrie.sessions", deep(63)) == nil)
        #expect(failure("cowrie.sessions", deep(64))?.contains("nested too deeply") == true)
    }
}
