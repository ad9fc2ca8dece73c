import Model
import Normalization
import Testing

@Suite struct PrivateSourceTests {
    /// Each with its source last, and with a fault or nothing else in the other fields.
    static let payloads: [(String, String)] = [
        ("dionaea.capture", #"{"sport":"x","saddr":"@"}"#), ("dionaea.connections", #"{"remote_host":"@"}"#),
        ("kippo.sessions", #"{"peerIP":"@"}"#), ("cowrie.sessions", #"{"peerIP":"@","credentials":7}"#),
        ("glastopf.events", #"{"source":["@","x"]}"#), ("beeswarm.hive", #"{"attacker_ip":"@"}"#),
        ("conpot.events", #"{"remote":["@",null]}"#), ("amun.events", #"{"attackerIP":"@"}"#),
        ("wordpot.events", #"{"source_ip":"@"}"#), ("shockpot.events", #"{"source_ip":"@"}"#),
        ("elastichoney.events", #"{"source":"@"}"#), ("drupot.events", #"{"SrcIp":"@"}"#), ("agave.events", #"{"src_ip":"@"}"#),
        ("p0f.events", #"{"client_ip":"@","os":"Linux"}"#), ("snort.alerts", #"{"source_ip":"@"}"#),
        ("suricata.events", #"{"source_ip":"@"}"#), ("heralding.session", #"{"source_ip":"@","session_ended":true}"#),
        ("adbhoneypot", #"{"src_ip":"@","eventid":"adbhoney.session.connect"}"#), ("tanner.events", #"{"peer":{"ip":"@"}}"#),
        ("anything", #"{"src_ip":"@"}"#), ("x", #"{"src_host":"@","logtype":2000,"node_id":"n"}"#),
        ("x", ##"{"Alert":{"Analyzer":{},"Source":{"#text":"@"}}}"##),
    ]

    @Test(arguments: payloads)
    func privateSourceGivesNothingWhateverElseIsWrong(_ channel: String, _ payload: String) throws {
        for address in ["192.168.1.9", "::ffff:10.0.0.1", "::FFFF:ac10:1"] {
            let found = try observations(channel, payload.replacing("@", with: address), options: droppingPrivate)
            #expect(found.isEmpty)
        }
    }

    @Test(arguments: payloads.filter { ["anything", "tanner.events", "x", "adbhoneypot"].contains($0.0) })
    func privateSourcesAreKeptOtherwise(_ channel: String, _ payload: String) throws {
        #expect(try session(channel, payload.replacing("@", with: "::ffff:10.0.0.1")).sourceIP == "10.0.0.1")
        #expect(try session(channel, payload.replacing("@", with: "127.0.0.1"), options: droppingPrivate).sourceIP == "127.0.0.1")
    }

    @Test func aNameIsNotPrivate() throws {
        let payload = #"{"peerIP":"attacker.example","peerPort":1,"hostPort":2,"version":null}"#
        #expect(try session("cowrie.sessions", payload, options: droppingPrivate).sourceIP == "attacker.example")
    }
}
