import Testing

/// A good payload of each channel, to start from.
struct SamplePayload: Sendable, CustomTestStringConvertible {
    let channel: String
    let text: String

    var bytes: [UInt8] { Array(text.utf8) }
    var testDescription: String { channel }

    private init(_ channel: String, _ text: String) {
        self.channel = channel
        self.text = text
    }

    static let all: [SamplePayload] = [
        SamplePayload(
            "dionaea.capture",
            #"""
            {"url":"ftp://203.0.113.9/a.exe","saddr":"203.0.113.9","sport":"3006","daddr":"198.51.100.5","dport":"445",
            "md5":"0cc1","sha512":"8cbc"}
            """#
        ),
        SamplePayload("dionaea.capture.anon", #"{"saddr":"203.0.113.9","sport":"3006","dport":"445","md5":"0cc1","sha512":"8cbc"}"#),
        SamplePayload("dionaea.captures", #"{"saddr":"203.0.113.9","sport":"3006","dport":"445","md5":"0cc1","sha512":"8cbc"}"#),
        SamplePayload(
            "dionaea.connections",
            #"{"connection_protocol":"httpd","remote_host":"::ffff:203.0.113.6","remote_port":51912,"local_port":80}"#),
        SamplePayload("mwbinary.dionaea.sensorunique", "MZ" + String(repeating: "\u{0}", count: 58) + "@\u{0}\u{0}\u{0}PE\u{0}\u{0}L\u{1}"),
        SamplePayload(
            "kippo.sessions",
            #"""
            {"peerIP":"203.0.113.7","peerPort":36868,"hostPort":2222,"version":"SSH-2.0-x","ttylog":"6162",
            "credentials":[["root","abc"]]}
            """#
        ),
        SamplePayload(
            "cowrie.sessions",
            #"""
            {"peerIP":"203.0.113.7","peerPort":36868,"hostPort":2222,"loggedin":["a","b"],"credentials":[["root","\u00e4"]],
            "commands":["id"],"urls":[],"version":"SSH","ttylog":"6162","hashes":[],"protocol":"ssh"}
            """#
        ),
        SamplePayload(
            "glastopf.events",
            #"""
            {"time":"2013-06-09 06:06:20","source":["203.0.113.8",50781],
            "request_raw":"GET /a.php?x=1 HTTP/1.1\r\nHost: h\r\n X\r\n\r\nb","request_url":"/a.php?x=1"}
            """#
        ),
        SamplePayload("glastopf.files", "d41d8cd98f00b204e9800998ecf8427e R0lGODlhAQABAA=="),
        SamplePayload(
            "thug.events",
            #"""
            <?xml version="1.0"?><MAEC_Bundle xmlns="http://maec.mitre.org/XMLSchema/maec-core-1"><Analyses>
            <Analysis start_datetime="2013-01-02 03:04:05.678901"><Subject><Object><Internet_Object_Attributes>
            <URI>http://b/x</URI></Internet_Object_Attributes><Associated_Code><Associated_Code_Snippet>
            <Code_Snippet language="J"><Code_Segment>a&lt;()</Code_Segment></Code_Snippet></Associated_Code_Snippet>
            </Associated_Code></Object></Subject></Analysis></Analyses></MAEC_Bundle>
            """#
        ),
        SamplePayload("thug.files", #"{"url":"https://h.example:8080/a/b.php?x=1","data":"YSgp","type":"SWF"}"#),
        SamplePayload(
            "beeswarm.hive",
            #"""
            {"timestamp":"2013-02-20T15:02:23.432581","attacker_ip":"203.0.113.2","attacker_source_port":1,"honey_port":23,
            "protocol":"telnet","login_attempts":[{"username":"a","password":"b"}]}
            """#
        ),
        SamplePayload("conpot.events", #"{"data_type":"modbus","remote":["203.0.113.1",45358],"data":[{"function_code":3}]}"#),
        SamplePayload(
            "amun.events", #"{"attackerIP":"203.0.113.5","attackerPort":"4231","victimIP":"198.51.100.8","victimPort":"445"}"#),
        SamplePayload(
            "wordpot.events", #"{"source_ip":"203.0.113.5","source_port":"40112","dest_ip":"198.51.100.8","dest_port":"80","url":"/"}"#),
        SamplePayload(
            "shockpot.events", #"{"source_ip":"203.0.113.5","dest_host":"198.51.100.8","dest_port":"80","command":"id"}"#),
        SamplePayload("elastichoney.events", #"{"source":"203.0.113.5","honeypot":"198.51.100.8","payloadCommand":"id"}"#),
        SamplePayload("drupot.events", #"{"SrcIp":"203.0.113.5","SrcPort":"52000","DestIp":"198.51.100.8","DestPort":"80"}"#),
        SamplePayload(
            "agave.events",
            #"{"src_ip":"203.0.113.5","src_port":"1","dest_ip":"198.51.100.8","dest_port":"80","agave_app":"X","protocol":"HTTP"}"#),
        SamplePayload(
            "p0f.events", #"{"client_ip":"203.0.113.5","client_port":"5","server_ip":"198.51.100.8","server_port":"22","os":"Linux"}"#),
        SamplePayload(
            "snort.alerts",
            #"""
            {"sensor":"c","header":"1:2:3","classification":4,"priority":2,"signature":"x","proto":"TCP",
            "source_ip":"203.0.113.5","destination_ip":"198.51.100.8"}
            """#
        ),
        SamplePayload(
            "suricata.events",
            #"""
            {"sensor":"c","proto":"ICMP","source_ip":"203.0.113.5","destination_ip":"198.51.100.8","action":"a",
            "signature":"x","signature_id":1,"signature_rev":6}
            """#
        ),
        SamplePayload(
            "heralding.session",
            #"""
            {"source_ip":"203.0.113.5","source_port":1,"destination_ip":"198.51.100.9","auth_attempts":[{"username":"a",
            "password":"b"}],"session_ended":true,"x":{"198.51.100.9":["198.51.100.9"]}}
            """#
        ),
        SamplePayload("heralding.auth", #"{"source_ip":"203.0.113.5","username":"a","password":"b"}"#),
        SamplePayload("adbhoneypot", #"{"eventid":"adbhoney.session.connect","src_ip":"203.0.113.5","dst_port":5555}"#),
        SamplePayload("adbhoneypot.events", #"{"eventid":"adbhoney.session.connect","src_ip":"203.0.113.5","dst_ip":"::1"}"#),
        SamplePayload("adbhoney.events", #"{"eventid":"adbhoney.session.connect","src_ip":"203.0.113.5"}"#),
        SamplePayload(
            "opencanary.events",
            #"""
            {"dst_host":"198.51.100.9","dst_port":21,"src_host":"203.0.113.5","src_port":5,"logtype":2000,"node_id":"c1",
            "logdata":{"USERNAME":"a","PASSWORD":"x","HOST":"198.51.100.9:21"}}
            """#
        ),
        SamplePayload(
            "tanner.events",
            #"""
            {"method":"GET","path":"/?a=b","headers":{"host":"h"},"uuid":"u","peer":{"ip":"203.0.113.5","port":5},
            "status":200,"response_msg":{}}
            """#
        ),
        SamplePayload(
            "elasticpot", #"{"eventid":"e","src_ip":"203.0.113.5","src_port":1,"dst_ip":"198.51.100.9","dst_port":9200,"url":"/"}"#),
        SamplePayload("elasticpot.events", #"{"eventid":"e","src_ip":"203.0.113.5","dst_ip":"198.51.100.9","message":"198.51.100.9"}"#),
        SamplePayload("ipphoney", #"{"eventid":"e","src_ip":"203.0.113.5","dst_ip":"198.51.100.9","url":"/"}"#),
        SamplePayload("ipphoney.events", #"{"eventid":"e","src_ip":"203.0.113.5","dst_ip":"198.51.100.9","url":"/"}"#),
        SamplePayload("rdphoney.sessions", #"{"peerIP":"203.0.113.5","peerPort":1,"hostIP":"198.51.100.9","username":"a","data":"00"}"#),
        SamplePayload("uhp.events", #"{"src_ip":"203.0.113.5","src_port":1,"dst_ip":"198.51.100.9","dst_port":2,"app":"x","message":"m"}"#),
        SamplePayload("big-hp.events", #"{"src_ip":"203.0.113.5","dst_ip":"198.51.100.9","method":"GET","headers":{"a":"198.51.100.9"}}"#),
        SamplePayload("spylex.events", #"{"src_ip":"203.0.113.5","method":"GET","args":{"a":"b"},"files":[]}"#),
        SamplePayload(
            "ssh-auth-logger.events", #"{"src":"203.0.113.5","spt":"1","dst":"198.51.100.9","dpt":"22","duser":"a","password":"b"}"#),
        SamplePayload(
            "honeydb-agent.events",
            #"""
            {"event":"RX","remote_host":"203.0.113.5","remote_port":1,"local_host":"198.51.100.9","local_port":2,
            "service":"s","bytes":3}
            """#
        ),
        SamplePayload(
            "dionaea.dcerpcrequests", #"{"uuid":"u","opnum":1,"saddr":"203.0.113.5","sport":"1","daddr":"198.51.100.9","dport":"135"}"#),
        SamplePayload(
            "mnemosyne.session",
            #"""
            {"_id":"510c2b8e9f2a4b0b7c000001","hpfeed_id":"510c2b8e9f2a4b0b7c000002","timestamp":"2013-02-01T20:38:42",
            "honeypot":"kippo","protocol":"ssh","source_ip":"203.0.113.7","source_port":36868,"destination_port":2222,
            "destination_ip":["198.51.100.9"],"auth_attempts":[{"login":"root","password":"a"}]}
            """#
        ),
        SamplePayload(
            "mnemosyne.url",
            #"""
            {"url":"http://b/x","extractions":[{"timestamp":"2013-02-01T20:38:42","hashes":{
            "md5":"\#(String(repeating: "a", count: 32))","sha1":"\#(String(repeating: "b", count: 40))",
            "sha512":"\#(String(repeating: "c", count: 128))"}}]}
            """#
        ),
        SamplePayload("mnemosyne.file", #"{"data":"4d5a","content_guess":"data","encoding":"hex"}"#),
        SamplePayload(
            "mnemosyne.dork", #"{"content":"/a.php","type":"inurl","count":3,"lasttime":"2013-02-01T20:38:42"}"#),
        SamplePayload(
            "tpot.alerts",
            ##"""
            {"Alert":{"Analyzer":{"@id":"n"},"Source":{"@port":"1","#text":"203.0.113.5"},"Target":{"@port":"2",
            "#text":"198.51.100.9"},"AdditionalData":[{"@meaning":"username","#text":"a"}]}}
            """##
        ),
        SamplePayload("nobody.knows", #"{"src_ip":"203.0.113.5","credentials":[["a","b"]],"dst":"198.51.100.9","x":{"198.51.100.9":1}}"#),
    ]
}
