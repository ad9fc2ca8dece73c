import Testing

@testable import Normalization

@Suite struct AddressTests {
    @Test(arguments: [
        ("::ffff:1.2.3.4", "1.2.3.4"), ("::FFFF:0102:0304", "1.2.3.4"), ("0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"),
        ("0:0:0:0:0:FfFf:102:304", "1.2.3.4"), ("0000:0000:0000:0000:0000:ffff:c0a8:0101", "192.168.1.1"),
        ("0::ffff:1.2.3.4", "1.2.3.4"), ("::0:ffff:1.2.3.4", "1.2.3.4"), ("0:0::0:ffff:255.255.255.255", "255.255.255.255"),
    ])
    func unwrapsMappedAddresses(_ mapped: String, _ plain: String) {
        #expect(IPLiteral.unwrapped(mapped) == plain)
    }

    @Test(arguments: [
        "1.2.3.4", "2001:db8::1", "::1", "::1.2.3.4", "::ffff:0:1.2.3.4", "::ffff:1.2.3", "::ffff:1.2.3.256", "::fffe:1.2.3.4",
        "1::ffff:1.2.3.4", "::ffff:1.2.3.4%eth0", "host:name", "", ":", "::ffff:01.2.3.4", "::ffff::1.2.3.4", "example.org",
        "1:2:3:4:5:6:7:8:9", "::ffff:1.2.3.4 ",
    ])
    func keepsEverythingElse(_ text: String) {
        #expect(IPLiteral.unwrapped(text) == text)
    }

    @Test(arguments: [
        "::", "::1", "1::", "2001:db8::1", "2001:DB8:0:0:8:800:200c:417a", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
        "0.0.0.0", "255.255.255.255", "1:2:3:4:5:6:1.2.3.4", "64:ff9b::192.0.2.1",
    ])
    func acceptsLiterals(_ text: String) {
        #expect(IPLiteral(text) != nil)
    }

    @Test(arguments: [
        "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.04", "1..2.3", "1.2.3.", ".1.2.3", "0x1.2.3.4", " 1.2.3.4", "1.2.3.4\n", "12345::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "1:::2", "::1::", "g::", "1.2.3.4::", ":::",
        "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "fe80::1%1",
    ])
    func refusesWhatIsNoLiteral(_ text: String) {
        #expect(IPLiteral(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0", true), ("10.255.255.255", true), ("11.0.0.0", false), ("9.255.255.255", false), ("172.15.255.255", false),
        ("172.16.0.0", true), ("172.31.255.255", true), ("172.32.0.0", false), ("192.168.0.0", true), ("192.168.255.255", true),
        ("192.167.255.255", false), ("192.169.0.0", false), ("127.0.0.1", false), ("169.254.1.1", false), ("100.64.0.1", false),
        ("fd00::1", false),
    ])
    func knowsPrivateNetworks(_ text: String, _ isPrivate: Bool) {
        #expect(IPLiteral(text)?.isPrivate == isPrivate)
    }

    /// Every spelling of an address is the same address, checked against a plain expansion.
    @Test func readsGroupsInAnyPlace() {
        for gap in 0...7 {
            for width in 1...(8 - gap) {
                var groups = (1...8).map { String($0, radix: 16) }
                for index in gap..<gap + width { groups[index] = "0" }
                let head = groups[..<gap].joined(separator: ":")
                let tail = groups[(gap + width)...].joined(separator: ":")
                #expect(IPLiteral("\(head)::\(tail)") == IPLiteral(groups.joined(separator: ":")), "\(head)::\(tail)")
            }
        }
    }
}
