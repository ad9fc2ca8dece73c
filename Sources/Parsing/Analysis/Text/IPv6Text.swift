import Glibc

/// IPv6 addresses as text.
enum IPv6Text {
    /// The one form of an address; nil for what is none.
    static func canonical(_ text: String) -> String? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return Self.text(withUnsafeBytes(of: address) { Array($0) })
    }

    /// The text of sixteen bytes.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let bytes = Array(bytes)
        guard bytes.count == 16, inet_ntop(AF_INET6, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "" }
        return HostileText.latin1(buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    }
}
