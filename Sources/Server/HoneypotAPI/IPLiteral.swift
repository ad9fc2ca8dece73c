#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Recognises hosts that are addresses, with or without a port: those of honeypots are hidden below level 70.
enum IPLiteral {
    /// Whether the text is `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`, blanks and a
    /// final dot aside.
    static func isHost(_ text: String) -> Bool {
        let bytes = text.utf8.filter { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        guard !bytes.isEmpty, bytes.count <= 256 else { return false }
        let host = String(decoding: bytes, as: UTF8.self)
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]"), isPort(host[host.index(after: end)...]) else { return false }
            return isAddress(host[host.index(after: host.startIndex)..<end])
        }
        if isAddress(host[...]) { return true }
        guard let colon = host.lastIndex(of: ":"), isPort(host[colon...]) else { return false }
        return isAddress(host[..<colon])
    }

    /// Empty, or a colon and digits.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.hasPrefix(":") && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) })
    }

    private static func isAddress(_ text: Substring) -> Bool {
        let bare = String(text.prefix { $0 != "%" })
        var four = in_addr()
        var six = in6_addr()
        let undotted = bare.hasSuffix(".") ? String(bare.dropLast()) : bare
        // `inet_aton` also takes the forms that programs take for addresses, such as 3232235777 or 0xc0.0.2.1.
        return inet_aton(undotted, &four) != 0 || inet_pton(AF_INET6, bare, &six) == 1
    }
}
