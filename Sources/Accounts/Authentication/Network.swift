#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An IPv4 or IPv6 network in CIDR form; a bare address is a network of one.
public struct Network: Sendable, Equatable, CustomStringConvertible {
    private let address: [UInt8]
    private let prefix: Int
    /// As it was written.
    public let description: String

    /// Reads `192.0.2.0/24`, `2001:db8::/32` or an address; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Network.bytes(of: String(parts[0])) else { return nil }
        let width = address.count * 8
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let prefix = Int(parts[1]), prefix <= width else {
                return nil
            }
            self.prefix = prefix
        } else {
            prefix = width
        }
        self.address = address
        description = text
    }

    /// Whether the address lies in the network. An IPv4 address that is mapped into IPv6 counts as IPv4.
    public func contains(_ text: String) -> Bool {
        guard let other = Network.bytes(of: text), other.count == address.count else { return false }
        for position in 0..<address.count {
            let bits = max(0, min(8, prefix - position * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            if (address[position] ^ other[position]) & mask != 0 { return false }
        }
        return true
    }

    /// The 4 or 16 bytes of an address; nil when the text is none.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        // A zone (`%eth0`) says which link, not who.
        let bare = text.prefix { $0 != "%" }
        guard inet_pton(AF_INET6, String(bare), &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &six) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }
}
