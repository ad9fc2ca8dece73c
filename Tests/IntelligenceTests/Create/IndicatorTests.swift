import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST indicators (crits-resources-2.md 2, 3)")
struct IndicatorTests {
    let bench = CommandBench()

    private func values(_ more: Document = [:]) -> Document {
        var values: Document = ["type": "Domain", "value": "Evil.example.com", "source": "Lab"]
        for field in more.fields { values[field.name] = field.value }
        return values
    }

    @Test func aNewOneHasAllItsFields() throws {
        let made = try bench.made(
            "indicators",
            values([
                "reference": "R1", "bucket_list": "a, b,,a", "ticket": "T-1,T-2", "campaign": "Blue", "confidence": "HIGH",
                "indicator_confidence": "high", "threat_type": "Malicious Domain",
            ]))
        #expect(made["type"] == "Domain")
        #expect(made["value"] == "Evil.example.com")
        #expect(made["lower"] == "evil.example.com")
        #expect(made["status"] == "New")
        #expect(made["tlp"] == "amber")
        #expect(made["schema_version"] == 5)
        #expect(made["created"] == .date(bench.store.now))
        #expect(made.at("source.0.name") == "Lab")
        #expect(made.at("source.0.instances.0.analyst") == "ana")
        #expect(made.at("source.0.instances.0.reference") == "R1")
        #expect(made.at("source.0.instances.0.method") == nil)
        #expect(made["bucket_list"] == ["a", "b"])
        #expect(made.at("tickets.0.ticket_number") == "T-1")
        #expect(made.at("tickets.0.date") != made.at("tickets.1.date"))
        #expect(made.at("campaign.0.confidence") == "high")
        #expect(made.at("confidence.rating") == "high")
        #expect(made.at("impact.rating") == "unknown")
        #expect(made["threat_types"] == ["Malicious Domain"])
        #expect(made["attack_types"] == ["Unknown"])
        #expect(bench.store.audits.map(\.value) == ["new document"])
    }

    @Test func aSecondOneMerges() throws {
        let first = try bench.made("indicators", values(["indicator_confidence": "high", "threat_type": "Bad Actor"]))
        let second = try bench.made(
            "indicators",
            values([
                "value": "EVIL.example.com", "indicator_confidence": "low", "indicator_impact": "low", "status": "Analyzed",
                "attack_type": "Phishing", "bucket_list": "x",
            ]))
        #expect(second["_id"] == first["_id"])
        #expect(second["value"] == "Evil.example.com")
        #expect(second.at("confidence.rating") == "high")
        #expect(second.at("impact.rating") == "low")
        #expect(second["status"] == "Analyzed")
        #expect(second["threat_types"] == ["Bad Actor"])
        #expect(second["attack_types"] == ["Phishing"])
        #expect(second["description"]?.string?.hasSuffix("as: EVIL.example.com") == true)
        let dates = second.at("source.0.instances")?.list?.map { $0.document?["date"] }
        #expect(dates?.count == 2)
        #expect(dates?.first != dates?.last)
        let third = try bench.made("indicators", values(["source": "Feed", "tlp": "red"]))
        #expect(third["source"]?.list?.count == 2)
        #expect(third["tlp"] == "amber")
    }

    @Test(
        arguments: [
            (["value": "x"], "Source is missing."),
            (["source": "Lab", "type": "MD5"], "value"),
            (["source": "Lab", "value": "x"], "type"),
            (["source": "Lab", "value": "1.2.3.4", "type": "ipv4 address"], "Unknown indicator type: ipv4 address"),
            (["source": "Lab", "value": "localhost", "type": "Domain"], "Unknown top-level domain"),
            (["source": "Lab", "value": "a b.com", "type": "Domain"], "forbidden character"),
            (["source": "Lab", "value": "1.2.3", "type": "IPv4 Address"], "Invalid IPv4 address"),
            (["source": "Lab", "value": "http:///x", "type": "URI"], "No host found"),
            (["source": "Lab", "value": "http://localhost/x", "type": "URI"], "Unknown top-level domain"),
            (["source": "Lab", "value": "x", "type": "Email Address"], "lacks '@'"),
            (["source": "Lab", "value": "x@", "type": "Email Address"], "lacks a domain"),
            (["source": "Lab", "value": "x@[1.2.3]", "type": "Email Address"], "invalid IP"),
            (["source": "Lab", "value": "x", "type": "MD5", "threat_type": "bad"], "Unknown threat type: bad"),
            (["source": "Lab", "value": "x", "type": "MD5", "attack_type": "bad"], "Unknown attack type: bad"),
            (["source": "Lab", "value": "x", "type": "MD5", "status": "Done"], "Invalid status: Done"),
            (["source": "Lab", "value": "x", "type": "MD5", "indicator_confidence": "LOW"], "Invalid indicator confidence: LOW"),
            (["source": "Lab", "value": "x", "type": "MD5", "indicator_impact": "?"], "Invalid indicator impact: ?"),
            (["source": "Lab", "value": "x", "type": "MD5", "tlp": "purple"], "Invalid TLP: purple"),
            (["source": "Lab", "value": "x", "type": "MD5", "campaign": "c", "confidence": "certain"], "Invalid confidence: certain"),
            (["source": "Nobody", "value": "x", "type": "MD5"], "No permission to add objects with source Nobody."),
            (["source": "Lab", "value": ["x"], "type": "MD5"], "Parameter value has a wrong type."),
            (["source": "Lab", "value": "x", "type": "MD5", "related_id": "55d2f9a1c2b4e60d1c8e4f10"], "related_type"),
            (
                ["source": "Lab", "value": "x", "type": "MD5", "related_id": "55d2f9a1c2b4e60d1c8e4f10", "related_type": "Sample"],
                "Related object not found."
            ),
        ] as [(Document, String)])
    func refusals(_ values: Document, _ text: String) throws {
        try bench.refuses("indicators", values, text)
    }

    @Test(
        arguments: [
            ("IPv4 Address", "010.1.2.3", "10.1.2.3"), ("IPv4 Subnet", "10.1.2.3/08", "10.1.2.3/8"),
            ("IPv6 Address", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("MD5", "xyz", "xyz"), ("URI", "/relative", "/relative"),
            ("URI", "http://[2001:db8::1]/x", "http://[2001:db8::1]/x"), ("Email Address", "a@[10.0.0.1]", "a@[10.0.0.1]"),
        ])
    func normalForms(_ type: String, _ value: String, _ stored: String) throws {
        let made = try bench.made("indicators", ["type": .string(type), "value": .string(value), "source": "Lab"])
        #expect(made["value"] == .string(stored))
    }

    @Test func itsDomainIsAdded() throws {
        let made = try bench.made(
            "indicators",
            [
                "type": "URI", "value": "http://user@www.Bad-Site.example.com:80/a.php", "source": "Lab", "add_domain": 1,
                "bucket_list": "b", "campaign": "Blue",
            ])
        let domains = bench.store.documents(ObjectTypes.domain)
        #expect(domains.map { $0["domain"] } == ["example.com", "www.bad-site.example.com"])
        #expect(domains.map(\.related) == [["Supra-domain Of Domain"], ["Sub-domain Of Domain", "Related To Indicator"]])
        #expect(domains[1]["bucket_list"] == ["b"])
        #expect(domains[1].at("campaign.0.name") == "Blue")
        #expect(made.related == ["Related To Domain"])
        let address = try bench.made(
            "indicators", ["type": "URI", "value": "http://1.2.3.4/x", "source": "Lab", "add_domain": "true", "ticket": "T"])
        #expect(address.related == ["Related To IP"])
        #expect(bench.store.documents(ObjectTypes.ip).first?.at("tickets.0.ticket_number") == "T")
    }

    @Test func onlyWhatExistsIsRelated() throws {
        let none = try bench.made("indicators", values(["add_relationship": true]))
        #expect(none.related.isEmpty)
        _ = try bench.made("domains", ["domain": "evil.example.com", "source": "Feed"])
        let made = try bench.made("indicators", values(["add_relationship": true]))
        #expect(made.related == ["Related To Domain"])
        let again = try bench.made("indicators", values(["add_relationship": true, "add_domain": "false"]))
        #expect(again.related == ["Related To Domain"])
    }

    @Test func anAddressNeedsItsOwnPermission() throws {
        var bench = bench
        bench.caller.permissions.remove("Domain.write")
        let outcome = try bench.post("indicators", values(["add_domain": 1]))
        #expect(outcome.code == 1)
        bench.caller.permissions.remove("Indicator.write")
        try bench.refuses("indicators", values(), "No permission to create this object.")
    }

    @Test func activity() throws {
        let made = try bench.made("indicators", values())
        let id = try #require(made["_id"])
        let seen = try bench.made(
            "indicator_activity",
            ["object_id": id, "start_date": "2024-03-01 10:00:00", "end_date": "2024-03-02", "description": "beacon seen"])
        #expect(seen.at("activity.0.description") == "beacon seen")
        #expect(seen.at("activity.0.end_date") == Timestamp("2024-03-02").map { .date($0) })
        let second = try bench.made("indicator_activity", ["object_id": id, "description": "again"])
        #expect(second.at("activity.1.end_date") == nil)
        #expect(second.at("activity.0.date") != second.at("activity.1.date"))
        try bench.refuses("indicator_activity", ["object_id": id], "object_id and description")
        try bench.refuses("indicator_activity", ["object_id": "x", "description": "d"], "Could not find Indicator")
        try bench.refuses("indicator_activity", ["object_id": id, "description": "d", "start_date": "soon"], "Invalid date")
        var stranger = bench
        stranger.caller.reader = ObjectReader()
        try stranger.refuses("indicator_activity", ["object_id": id, "description": "d"], "Could not find Indicator")
    }
}
