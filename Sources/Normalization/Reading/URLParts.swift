/// The authority and the path of a url, split as leniently as attackers write it.
struct URLParts {
    /// Host and port, with user name and password if they are given; empty without one.
    private(set) var authority: Substring.UTF8View
    /// Without query, fragment and the parameters of the last segment.
    private(set) var path: Substring

    /// Splits a url. Where it starts with `//` that is an authority, or a path if so wanted.
    init(_ url: String, readsAuthorityAtStart: Bool) {
        var rest = url[...]
        var mayHaveAuthority = readsAuthorityAtStart
        if let colon = URLParts.endOfScheme(rest) {
            rest = rest[rest.utf8.index(after: colon)...]
            mayHaveAuthority = true
        }
        authority = Substring().utf8
        if mayHaveAuthority, rest.utf8.starts(with: "//".utf8) {
            let start = rest.utf8.index(rest.startIndex, offsetBy: 2)
            let delimiters: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
            let end = rest.utf8[start...].firstIndex { delimiters.contains($0) } ?? rest.endIndex
            authority = rest.utf8[start..<end]
            rest = rest[end...]
        }
        for delimiter in [UInt8(ascii: "#"), UInt8(ascii: "?")] {
            if let end = rest.utf8.firstIndex(of: delimiter) { rest = rest[..<end] }
        }
        let segment = rest.utf8.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex
        if let parameters = rest.utf8[segment...].firstIndex(of: UInt8(ascii: ";")) { rest = rest[..<parameters] }
        path = rest
    }

    /// Host and port alone.
    var hostAndPort: String {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return String(Substring(authority)) }
        return String(Substring(authority[authority.index(after: at)...]))
    }

    /// Position of the colon after a scheme (RFC 3986 section 3.1).
    private static func endOfScheme(_ url: Substring) -> Substring.Index? {
        guard let first = url.utf8.first, isLetter(first), let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        let isScheme = url.utf8[..<colon].allSatisfy { byte in
            isLetter(byte) || (0x30...0x39).contains(byte) || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
        }
        return isScheme ? colon : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
