#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The four types of IP objects, and their normal forms (crits-resources-2.md 4.3).
enum AddressType: String, CaseIterable {
    case ipv4 = "IPv4 Address"
    case ipv4Subnet = "IPv4 Subnet"
    case ipv6 = "IPv6 Address"
    case ipv6Subnet = "IPv6 Subnet"

    /// The type of a bare address; nil when the text is none.
    static func ofAddress(_ text: String) -> AddressType? {
        if NetworkAddress.ipv4(text) != nil { return .ipv4 }
        return NetworkAddress.ipv6(text) != nil ? .ipv6 : nil
    }

    /// The normal form of a text of this type.
    func normalized(_ text: String) throws(Objection) -> String {
        let text = text.trimmed
        switch self {
        case .ipv4:
            guard let address = NetworkAddress.ipv4(text) else { throw Objection("Invalid IPv4 address: \(text.shortened)") }
            return address
        case .ipv6:
            guard let address = NetworkAddress.ipv6(text) else { throw Objection("Invalid IPv6 address: \(text.shortened)") }
            return address
        case .ipv4Subnet:
            let (bare, length) = try Self.split(text, longest: 32)
            guard let address = NetworkAddress.ipv4(bare) else { throw Objection("Invalid IPv4 CIDR address: \(text.shortened)") }
            return "\(address)/\(length)"
        case .ipv6Subnet:
            let (bare, length) = try Self.split(text, longest: 128)
            guard let address = NetworkAddress.ipv6(bare) else { throw Objection("Invalid IPv6 CIDR address: \(text.shortened)") }
            return "\(address)/\(length)"
        }
    }

    private static func split(_ text: String, longest: Int) throws(Objection) -> (String, Int) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (0...longest).contains(length) else {
            throw Objection("Invalid CIDR address: \(text.shortened)")
        }
        return (String(parts[0]), length)
    }
}

/// Normal forms of bare addresses.
enum NetworkAddress {
    /// Four decimal octets without leading zeros.
    static func ipv4(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var octets: [String] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let octet = UInt8(part)
            else { return nil }
            octets.append(String(octet))
        }
        return octets.joined(separator: ".")
    }

    /// Lower case, the first longest run of two or more zero groups as `::` (RFC 5952), mapped addresses with a dotted quad.
    static func ipv6(_ text: String) -> String? {
        var address = in6_addr()
        guard text.utf8.count <= 45, inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &address) { Array($0) }
        guard bytes.count == 16 else { return nil }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return "::ffff:" + bytes[12...].map { String($0) }.joined(separator: ".")
        }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        let run = longestZeroRun(groups)
        func joined(_ part: some Sequence<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard run.count >= 2 else { return joined(groups) }
        return joined(groups[..<run.lowerBound]) + "::" + joined(groups[run.upperBound...])
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for position in 0...groups.count where position == groups.count || groups[position] != 0 {
            if position - start > best.count { best = start..<position }
            start = position + 1
        }
        return best
    }
}
