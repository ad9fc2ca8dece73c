import Model
import Normalization
import Testing

/// Channels whose payload is one flat object (normalization.md 4.10 to 4.14).
@Suite struct SessionChannelTests {
    @Test(arguments: [
        (
            "amun.events", #"{"attackerIP":"203.0.113.5","attackerPort":"4231","victimIP":"198.51.100.8","victimPort":"445"}"#,
            #""source_port":4231,"destination_port":445,"honeypot":"amun","protocol":"microsoft-ds""#
        ),
        (
            "amun.events", #"{"attackerIP":"203.0.113.5","attackerPort":4231,"victimIP":"198.51.100.8","victimPort":4446}"#,
            #""source_port":4231,"destination_port":4446,"honeypot":"amun""#
        ),
        (
            "wordpot.events", #"{"source_ip":"203.0.113.5","source_port":"40112","dest_ip":"198.51.100.8","dest_port":"80"}"#,
            #""source_port":40112,"destination_port":80,"honeypot":"wordpot","protocol":"http""#
        ),
        (
            "shockpot.events", #"{"source_ip":"203.0.113.5","dest_host":"198.51.100.8","dest_port":"80","command":"id"}"#,
            #""source_port":0,"destination_port":80,"honeypot":"shockpot","protocol":"http""#
        ),
        (
            "elastichoney.events", #"{"source":"203.0.113.5","honeypot":"198.51.100.8","type":"attack","payload":"x"}"#,
            #""source_port":0,"destination_port":9200,"honeypot":"elastichoney","protocol":"http""#
        ),
        (
            "drupot.events", #"{"SrcIp":"203.0.113.5","SrcPort":"52000","DestIp":"198.51.100.8","DestPort":"80"}"#,
            #""source_port":52000,"destination_port":80,"honeypot":"drupot","protocol":"http""#
        ),
        (
            "drupot.events", #"{"src_ip":"203.0.113.5","src_port":52000,"dest_ip":"::ffff:198.51.100.8","dest_port":80}"#,
            #""source_port":52000,"destination_port":80,"honeypot":"drupot","protocol":"http""#
        ),
        (
            "agave.events",
            #"{"SrcIp":"203.0.113.5","SrcPort":"1","DestIp":"198.51.100.8","DestPort":"8080","AgaveApp":"X","Protocol":"HTTP"}"#,
            #""source_port":1,"destination_port":8080,"honeypot":"X","protocol":"HTTP""#
        ),
        (
            "agave.events",
            #"{"src_ip":"203.0.113.5","src_port":"1","dest_ip":"198.51.100.8","dest_port":"8080","agave_app":"X","protocol":"HTTP"}"#,
            #""source_port":1,"destination_port":8080,"honeypot":"X","protocol":"HTTP""#
        ),
        (
            "p0f.events",
            #"{"client_ip":"203.0.113.5","client_port":"51000","server_ip":"198.51.100.8","server_port":"22","os":"???"}"#,
            #""source_port":51000,"destination_port":22,"honeypot":"p0f","protocol":"pcap""#
        ),
        (
            "beeswarm.hive",
            #"""
            {"id":"x","timestamp":"2026-11-22T15:00:00","attacker_ip":"203.0.113.5","attacker_source_port":56982,
            "honey_ip":"198.51.100.8","honey_port":23,"protocol":"telnet","login_attempts":[]}
            """#,
            #""source_port":56982,"destination_port":23,"honeypot":"beeswarm.hive","protocol":"telnet","auth_attempts":[]"#
        ),
    ])
    func givesTheSession(_ channel: String, _ payload: String, _ members: String) throws {
        let expected = try Document(
            #"{"timestamp":"2026-11-22T15:00:00","source_ip":"203.0.113.5","destination_ip":"198.51.100.8",\#(members)}"#)
        #expect(try sessionDocument(channel, payload) == expected)
    }

    @Test(arguments: [
        ("amun.events", #"{"attackerIP":"203.0.113.5","attackerPort":"4231","victimPort":"445"}"#, "victimIP: missing"),
        (
            "wordpot.events", #"{"source_ip":"203.0.113.5","source_port":"x","dest_ip":"1.1.1.1","dest_port":"80"}"#,
            "source_port: not a port"
        ),
        ("shockpot.events", #"{"source_ip":"203.0.113.5","dest_host":"h","dest_port":80.5}"#, "dest_port: not a port"),
        ("elastichoney.events", #"{"source":"203.0.113.5"}"#, "honeypot: missing"),
        ("drupot.events", #"{"SrcIp":"203.0.113.5","SrcPort":65536,"DestIp":"h","DestPort":80}"#, "SrcPort: not a port"),
        ("drupot.events", #"{"SrcIp":"203.0.113.5","src_port":65536,"DestIp":"h","DestPort":80}"#, "src_port: not a port"),
        ("agave.events", #"{"SrcIp":"203.0.113.5","SrcPort":1,"DestIp":"h","DestPort":80,"Protocol":"x"}"#, "AgaveApp: missing"),
        ("p0f.events", #"{"client_ip":"203.0.113.5","client_port":1,"server_port":80}"#, "server_ip: missing"),
        ("p0f.events", #"{"client_ip":"203.0.113.5","client_port":1,"server_ip":"h","server_port":80,"os":1}"#, "os: not a text"),
        ("conpot.events", #"{"remote":["1.2.3.4",1],"data":{}}"#, "data_type: missing"),
        ("conpot.events", #"{"remote":["1.2.3.4",1],"data_type":"x"}"#, "data: missing"),
        ("conpot.events", #"{"remote":["1.2.3.4"],"data_type":"x","data":1}"#, "remote: not an address and a port"),
        ("conpot.events", #"{"remote":["1.2.3.4","y"],"data_type":"x","data":1}"#, "remote: not a port"),
        ("dionaea.connections", #"{"remote_host":"1.2.3.4","remote_port":1,"local_port":2}"#, "connection_protocol: missing"),
        ("dionaea.capture", #"{"saddr":"1.2.3.4","sport":1,"dport":2,"sha512":"x"}"#, "md5: missing"),
        ("dionaea.capture", #"{"saddr":"1.2.3.4","sport":1,"dport":2,"md5":"x"}"#, "sha512: missing"),
        ("heralding.session", #"{"session_ended":true}"#, "source_ip: missing"), ("heralding.auth", "[1]", "payload: not a JSON object"),
        ("adbhoneypot", #"{"eventid":"adbhoney.session.connect","src_ip":"x"}"#, "src_ip: missing"),
        ("snort.alert", #"{"header":"1:1:1"}"#, "No normalizer found"), ("cuckoo.analysis", "{}", "No normalizer found"),
    ])
    func namesTheFault(_ channel: String, _ payload: String, _ text: String) {
        #expect(failure(channel, payload) == text)
    }

    @Test func honeypotMayBeAName() throws {
        let payload = #"{"source_ip":"203.0.113.5","dest_host":"honey.example","dest_port":"80","command":"id","url":"http://h/"}"#
        let found = try session("shockpot.events", payload)
        #expect(found.destinationIP == "honey.example")
        #expect(found.activities == [SessionActivity(.command, "id"), SessionActivity(.url, "http://h/")])
    }

    @Test func elastichoneyActivities() throws {
        let md5 = String(repeating: "ab", count: 16)
        let found = try session(
            "elastichoney.events",
            #"""
            {"source":"203.0.113.5","honeypot":"h","payloadCommand":"wget","payloadResource":"http://h/x","payloadMd5":"\#(md5)"}
            """#)
        #expect(
            found.activities == [
                SessionActivity(.command, "wget"), SessionActivity(.url, "http://h/x"), SessionActivity(.hash, md5),
            ])
    }

    @Test func beeswarmUsesItsOwnTime() throws {
        func payload(_ time: String, _ attempts: String) -> String {
            #"""
            {"timestamp":"\#(time)","attacker_ip":"203.0.113.2","attacker_source_port":1,"honey_port":23,"protocol":"telnet",
            "login_attempts":\#(attempts)}
            """#
        }
        let attempts = #"[{"username":"a","password":"b","timestamp":"2013-02-20T15:02:25.228523"}]"#
        let document = try sessionDocument("beeswarm.hive", payload("2013-02-20T15:02:23.432581", attempts))
        #expect(document["timestamp"] == .string("2013-02-20T15:02:23.432581"))
        #expect(document["destination_ip"] == nil)
        #expect(try document["auth_attempts"] == Document(#"[{"login":"a","password":"b"}]"#))
        #expect(try sessionDocument("beeswarm.hive", payload("2013-02-20T15:02:23", "[]"))["timestamp"] == .string("2013-02-20T15:02:23"))
        for time in ["2013-02-20 15:02:23", "2013-02-20T15:02:23Z", "2013-02-20T15:02", "2013-02-20T15:02:23.1234567", ""] {
            #expect(failure("beeswarm.hive", payload(time, "[]")) == "timestamp: not a time of the expected form")
        }
        #expect(failure("beeswarm.hive", payload("2013-02-20T15:02:23", "{}")) == "login_attempts: not an array")
        #expect(failure("beeswarm.hive", payload("2013-02-20T15:02:23", "[{}]")) == "username: missing")
    }

    @Test func conpotShowsAnyData() throws {
        for data in ["null", #"[{"a":[1,2.50,true]}]"#, #"{"0":"x"}"#, #""text""#] {
            let document = try sessionDocument(
                "conpot.events", #"{"data_type":"s7\"comm","remote":["203.0.113.1","45358"],"timestamp":"x","data":\#(data)}"#)
            #expect(document["protocol"] == .string("s7\"comm"))
            #expect(document["destination_port"] == .number("502"))
            #expect(try document["session_s7\"comm"] == .object(["pdus": Document(data)]))
            #expect(document["timestamp"] == .string(submit))
        }
    }

    @Test func conpotReadsSocketAddressesOfIPv6() throws {
        let found = try session("conpot.events", #"{"data_type":"x","remote":["::ffff:203.0.113.1",4,0,0],"data":1}"#)
        #expect(found.sourceIP == "203.0.113.1")
        #expect(found.sourcePort == 4)
    }

    @Test func p0fTellsWhatItKnows() throws {
        let found = try documents(
            "p0f.events",
            #"""
            {"client_ip":"::ffff:203.0.113.5","client_port":"51000","server_ip":"198.51.100.8","server_port":"22",
            "os":"Linux 3.11 and newer","link":"???","app":null,"uptime":""}
            """#)
        #expect(found.count == 2)
        #expect(
            try found.compactMap { $0["metadata"] } == [
                Document(
                    #"""
                    {"ip": "203.0.113.5", "honeypot": "p0f", "timestamp": "2026-11-22T15:00:00", "os": "Linux 3.11 and newer", "uptime": ""}
                    """#)
            ])
    }

    private func alert(_ members: String) -> String {
        #"{"sensor":"c0ff","proto":"ICMP","source_ip":"203.0.113.5","destination_ip":"198.51.100.8",\#(members)}"#
    }

    @Test func snort() throws {
        let members = #""header":"1:2010937:2","classification":4,"priority":-1,"signature":"null","ttl":64"#
        let document = try sessionDocument("snort.alerts", alert(members + #","source_port":"6000","destination_port":3306"#))
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "source_port": 6000, "destination_ip": "198.51.100.8",
            "destination_port": 3306, "honeypot": "snort", "protocol": "ICMP", "sensor": "c0ff", "snort":
            {"header": "1:2010937:2", "signature": "null", "classification": 4, "priority": -1}}
            """#)
        #expect(document == expected)
        for name in ["header", "classification", "priority", "signature"] {
            #expect(failure("snort.alerts", alert(members.replacing("\"\(name)\"", with: "\"x\""))) == "\(name): missing")
        }
        let sensorless = alert(members).replacing("\"sensor\"", with: "\"x\"")
        #expect(failure("snort.alerts", sensorless) == "sensor: missing")
        #expect(failure("snort.alerts", alert(members.replacing(":4,", with: ":\"4\","))) == "classification: not an integer")
    }

    @Test func suricata() throws {
        let members = #""action":"allowed","signature":"GPL ICMP PING","signature_id":2100384,"signature_rev":6"#
        let document = try sessionDocument("suricata.events", alert(members + #","source_port":null"#))
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "destination_ip": "198.51.100.8",
            "honeypot": "suricata", "protocol": "ICMP", "sensor": "c0ff", "suricata":
            {"action": "allowed", "signature": "GPL ICMP PING", "signature_id": 2100384, "signature_rev": 6}}
            """#)
        #expect(document == expected)
        for name in ["action", "signature", "signature_id", "signature_rev"] {
            #expect(failure("suricata.events", alert(members.replacing("\"\(name)\"", with: "\"x\""))) == "\(name): missing")
        }
    }
}
