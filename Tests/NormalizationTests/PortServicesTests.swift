import Testing

@testable import Normalization

@Suite struct PortServicesTests {
    @Test(
        arguments: [
            (22, "ssh"), (80, "http"), (135, "dcom-scm"), (443, "https"), (445, "microsoft-ds"), (23, "telnet"), (162, "snmp-trap"),
            (3389, "ms-wbt-server"), (4500, "ipsec-nat-t"), (11371, "hkp"), (465, "submissions"), (143, "imap2"),
        ] as [(UInt16, String)])
    func namesThePort(_ port: UInt16, _ name: String) {
        #expect(PortServices.name(of: port) == name)
    }

    @Test func knowsExactlyTheListedPorts() {
        let known = (0...UInt16.max).filter { PortServices.name(of: $0) != nil }
        #expect(known.count == 93)
        for port in [0, 1, 24, 81, 444, 8081, 65535] as [UInt16] { #expect(PortServices.name(of: port) == nil) }
    }
}
