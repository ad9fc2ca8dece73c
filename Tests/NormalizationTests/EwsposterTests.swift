import Model
import Normalization
import Testing

@Suite struct EwsposterTests {
    private let alert = ##"""
        {"Analyzer":{"@id":"node"},"CreateTime":{"@tz":"+0000","#text":"2026-11-22 14:00:00"},
        "Source":{"@category":"ipv4","@port":"4000","@protocol":"tcp","#text":"203.0.113.5"},
        "Target":{"@category":"ipv4","@port":"22","@protocol":"tcp","#text":"198.51.100.9"},
        "Request":{"@type":"description","#text":"SSH Honeypot Cowrie"},
        "AdditionalData":[{"@type":"string","@meaning":"username","#text":"root"},{"@type":"string","@meaning":"password","#text":"1"},
        {"@type":"string","@meaning":"input","#text":"uname -a"},{"@type":"string","@meaning":"externalIP","#text":"198.51.100.9"},
        {"@type":"string","@meaning":"internalIP","#text":"10.0.0.3"},{"@type":"string","@meaning":"host","#text":"198.51.100.9:22"}]}
        """##

    @Test func alertGivesASession() throws {
        let document = try sessionDocument("tpot.events", #"{"Alert":\#(alert)}"#)
        let expected = try Document(
            ##"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.5", "source_port": 4000, "destination_ip": "198.51.100.9",
            "destination_port": 22, "honeypot": "ewsposter", "protocol": "tcp", "auth_attempts": [{"login": "root", "password": "1"}],
            "session_ewsposter": {"Analyzer": {"@id": "node"}, "CreateTime": {"@tz": "+0000", "#text": "2026-11-22 14:00:00"},
            "Request": {"@type": "description", "#text": "SSH Honeypot Cowrie"}, "AdditionalData":
            [{"@type": "string", "@meaning": "input", "#text": "uname -a"},
            {"@type": "string", "@meaning": "host", "#text": "honeypot:22"}]}}
            """##)
        #expect(document == expected)
        #expect(try session("x", #"{"Alert":\#(alert)}"#).activities == [SessionActivity(.command, "uname -a")])
    }

    @Test func severalAlertsGiveSeveralSessions() throws {
        func payload(_ count: Int) -> String {
            #"{"Alert":[\#(Array(repeating: alert, count: count).joined(separator: ","))]}"#
        }
        #expect(try observations("x", payload(16)).count == 16)
        #expect(failure("x", payload(17)) == "sessions: 17 in one message, at most 16")
    }

    @Test func sourceMustBeAnAddress() {
        #expect(failure("x", #"{"Alert":\#(alert.replacing("203.0.113.5", with: "x"))}"#) == "Source: missing")
    }

    @Test func otherAlertsAreNoAlerts() {
        for payload in [#"{"Alert":1}"#, #"{"Alert":[]}"#, #"{"Alert":{"Source":{}}}"#, #"{"Alert":null}"#] {
            #expect(failure("x", payload) == "No normalizer found")
        }
    }
}
