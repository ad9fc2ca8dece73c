import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST domains and ips (crits-resources-1.md 8, crits-resources-2.md 4)")
struct DomainTests {
    let bench = CommandBench()

    @Test(
        arguments: [
            ("WWW.Example.COM", "www.example.com", "example.com"), ("example.com.", "example.com", "example.com"),
            ("a.b.example.co.uk", "a.b.example.co.uk", "example.co.uk"), ("co.uk", "co.uk", "co.uk"),
            ("foo.bar.ck", "foo.bar.ck", "foo.bar.ck"), ("a.www.ck", "a.www.ck", "www.ck"),
            ("www.fakedomain.evil", "www.fakedomain.evil", "fakedomain.evil"), ("a.b.github.io", "a.b.github.io", "b.github.io"),
            ("under_score.example.com", "under_score.example.com", "example.com"),
        ])
    func roots(_ input: String, _ name: String, _ root: String) throws {
        let domain = try DomainName(input, options: CommandOptions())
        #expect(domain.name == name)
        #expect(domain.root == root)
    }

    @Test(
        arguments: [
            ([:], "domain"), (["domain": "http://evil.com/x"], "forbidden"), (["domain": "a b.com"], "forbidden"),
            (["domain": "x@y.com"], "forbidden"), (["domain": "a.com:80"], "forbidden"), (["domain": "com"], "top-level"),
            (["domain": "10.1.2.3"], "top-level"), (["domain": "a..b"], "Invalid domain"), (["domain": "a.com"], "Source is missing."),
            (["domain": "a.com", "source": "No"], "No permission to add objects with source No."),
            (["domain": "a.com", "source": "Lab", "campaign": "c", "confidence": "foo"], "Invalid confidence"),
            (["domain": "a.com", "source": "Lab", "add_ip": 1, "ip": "999.1.1.1", "ip_type": "IPv4 Address"], "Invalid IPv4 address"),
            (["domain": "a.com", "source": "Lab", "add_ip": 1, "ip": "1.1.1.1"], "Invalid IP type"),
            (["domain": "a.com", "source": "Lab", "add_ip": 1, "ip_type": "IPv4 Address", "same_source": 1], "Invalid IPv4"),
            (["domain": "a.com", "source": "Lab", "add_ip": 1, "ip": "1.1.1.1", "ip_type": "IPv4 Address"], "Source is missing."),
        ] as [(Document, String)])
    func refusals(_ values: Document, _ text: String) throws {
        try bench.refuses("domains", values, text)
    }

    @Test func unknownTopLevelsAreRefusedOnlyOnRequest() throws {
        var strict = bench
        strict.options.requiresKnownTLD = true
        try strict.refuses("domains", ["domain": "www.fakedomain.evil", "source": "Lab"], "Unknown top-level domain")
        _ = try strict.made("domains", ["domain": "a.www.ck", "source": "Lab"])
    }

    @Test func theSeedsExample() throws {
        let made = try bench.made("domains", ["domain": "www.fakedomain.evil", "source": "Lab", "reference": "R", "ip": "127.0.0.2"])
        #expect(made["type"] == "A")
        #expect(made["watchlistEnabled"] == false)
        #expect(made["analyst"] == "ana")
        #expect(made.related == ["Sub-domain Of Domain"])
        #expect(bench.store.documents(ObjectTypes.ip).isEmpty)
        let domains = bench.store.documents(ObjectTypes.domain)
        #expect(domains.map { $0["domain"] } == ["fakedomain.evil", "www.fakedomain.evil"])
        #expect(domains[0].related == ["Supra-domain Of Domain"])
        let again = try bench.post("domains", ["domain": "www.fakedomain.evil", "source": "Lab"])
        #expect(again.message == "Domain updated: www.fakedomain.evil")
        #expect(bench.store.documents(ObjectTypes.domain).map { $0.related.count } == [1, 1])
    }

    @Test func withAddressAndIndicators() throws {
        let made = try bench.made(
            "domains",
            [
                "domain": "www.example.com", "source": "Lab", "add_ip": "true", "ip": "127.0.0.2", "ip_type": "IPv4 Address",
                "ip_source": "Feed", "ip_tlp": "green", "add_indicators": "yes", "bucket_list": "b",
            ])
        #expect(made.related == ["Sub-domain Of Domain", "Resolved To IP", "Related To Indicator"])
        let ip = try #require(bench.store.documents(ObjectTypes.ip).first)
        #expect(ip.at("source.0.name") == "Feed")
        #expect(ip["tlp"] == "green")
        #expect(ip.related == ["Resolved To Domain", "Related To Indicator"])
        let indicators = bench.store.documents(ObjectTypes.indicator)
        #expect(indicators.map { $0["type"] } == ["Domain", "IPv4 Address"])
        #expect(indicators[0].related == ["Related To Domain", "Resolved To Indicator"])
        #expect(indicators[0].at("source.0.instances")?.list?.count == 2)
        #expect(indicators[0]["bucket_list"] == ["b"])
    }

    @Test func indicatorsWithoutTheirPermissionAreOnlyMissed() throws {
        var bench = bench
        bench.caller.permissions.remove("Indicator.write")
        let outcome = try bench.post("domains", ["domain": "example.com", "source": "Lab", "add_indicators": 1])
        #expect(outcome.code == 0)
        #expect(outcome.message.contains("not added"))
        let ip = try bench.post("ips", ["ip": "1.2.3.4", "ip_type": "IPv4 Address", "source": "Lab", "add_indicator": 1])
        #expect(ip.code == 0)
        #expect(ip.message.contains("not added"))
    }

    @Test(
        arguments: [
            ("IPv4 Address", "198.051.100.7", "198.51.100.7"), ("IPv6 Address", "::FFFF:1.2.3.4", "::ffff:1.2.3.4"),
            ("IPv6 Address", "0:0:1:0:0:0:0:1", "0:0:1::1"), ("IPv6 Address", "1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
            ("IPv6 Address", "::", "::"), ("IPv6 Address", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("IPv6 Subnet", "2001:DB8::/32", "2001:db8::/32"), ("IPv4 Subnet", "10.1.2.3/8", "10.1.2.3/8"),
        ])
    func addresses(_ type: String, _ input: String, _ stored: String) throws {
        let made = try bench.made("ips", ["ip": .string(input), "ip_type": .string(type), "source": "Lab"])
        #expect(made["ip"] == .string(stored))
        #expect(made["type"] == .string(type))
        #expect(made["description"] == "")
    }

    @Test(
        arguments: [
            (["ip": "1.2.3.4", "source": "Lab"], "ip, ip_type and source"),
            (["ip": "1.2.3.256", "ip_type": "IPv4 Address", "source": "Lab"], "Invalid IPv4 address"),
            (["ip": "2001:db8::1", "ip_type": "IPv4 Address", "source": "Lab"], "Invalid IPv4 address"),
            (["ip": "fe80::1%eth0", "ip_type": "IPv6 Address", "source": "Lab"], "Invalid IPv6 address"),
            (["ip": "10.0.0.0/33", "ip_type": "IPv4 Subnet", "source": "Lab"], "Invalid CIDR address"),
            (["ip": "10.0.0.0", "ip_type": "IPv4 Subnet", "source": "Lab"], "Invalid CIDR address"),
            (["ip": "10.0.0.0/8/9", "ip_type": "IPv4 Subnet", "source": "Lab"], "Invalid CIDR address"),
            (["ip": "10.0.0/8", "ip_type": "IPv4 Subnet", "source": "Lab"], "Invalid IPv4 CIDR address"),
            (["ip": "1.2.3.4", "ip_type": "IPv4", "source": "Lab"], "Unknown IP type: IPv4"),
            (
                [
                    "ip": "1.2.3.4", "ip_type": "IPv4 Address", "source": "Lab", "relationship": "Foo", "related_id": "1",
                    "related_type": "IP",
                ], "Foo"
            ),
        ] as [(Document, String)])
    func addressRefusals(_ values: Document, _ text: String) throws {
        try bench.refuses("ips", values, text)
    }

    @Test func anAddressMerges() throws {
        let values: Document = ["ip": "1.2.3.4", "ip_type": "IPv4 Address", "source": "Lab", "description": "one"]
        _ = try bench.made("ips", values)
        let same = try bench.made("ips", values)
        #expect(same["description"] == "one")
        var more = values
        more["description"] = "two"
        more["add_indicator"] = true
        more["indicator_reference"] = "feed 12"
        let merged = try bench.made("ips", more)
        #expect(merged["description"] == "one\ntwo")
        #expect(merged.at("source.0.instances")?.list?.count == 3)
        #expect(merged.related == ["Related To Indicator"])
        #expect(bench.store.documents(ObjectTypes.indicator).first?.at("source.0.instances.0.reference") == "feed 12")
    }
}
