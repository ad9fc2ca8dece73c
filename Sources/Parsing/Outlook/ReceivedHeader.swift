import CGMime

/// A station on a message's way (RFC 5321 4.4), as far as it can be told.
struct ReceivedHeader {
    /// The host that handed it over, with what the station says about it.
    let from: String
    /// The first public IPv4 address of that host.
    let address: String?
    /// When, in seconds since 1970.
    let seconds: Int64?

    private static let name = Array("Received:".utf8)
    /// What ends the words about the host.
    private static let clauses = [" by ", " with ", " id ", " for ", " via "].map { Array($0.utf8) }

    /// All of a header block of lines `Name: value`, the last station first as in the block.
    static func all(in header: String) -> [ReceivedHeader] {
        let bytes = Array(header.utf8)
        return ByteLines(bytes).map { bytes[$0].trimmedLine }.filter { $0.starts(with: name) }.map {
            ReceivedHeader($0.dropFirst(name.count))
        }
    }

    private init(_ value: ArraySlice<UInt8>) {
        let semicolon = value.lastIndex(of: UInt8(ascii: ";"))
        let way = value[..<(semicolon ?? value.endIndex)]
        var host = way[way.endIndex...]
        if let start = way.firstRange(equalTo: Array(" from ".utf8)) {
            host = way[start.upperBound...]
            let end = ReceivedHeader.clauses.compactMap { host.firstRange(equalTo: $0)?.lowerBound }.min()
            host = host[..<(end ?? host.endIndex)]
        }
        from = String(decoding: host, as: UTF8.self)
        address = ReceivedHeader.publicAddress(in: host)
        seconds = semicolon.flatMap { ReceivedHeader.seconds(String(decoding: value[($0 + 1)...], as: UTF8.self)) }
    }

    private static func publicAddress(in text: ArraySlice<UInt8>) -> String? {
        let words = text.split { $0 != UInt8(ascii: ".") && !(0x30...0x39).contains($0) }
        for word in words {
            let numbers = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let octets = numbers.compactMap { $0.count <= 3 ? UInt8(String(decoding: $0, as: UTF8.self)) : nil }
            guard numbers.count == 4, octets.count == 4, !isReserved(octets) else { continue }
            return octets.map(String.init).joined(separator: ".")
        }
        return nil
    }

    private static func isReserved(_ octets: [UInt8]) -> Bool {
        switch octets[0] {
        case 10, 127: true
        case 172: (16...31).contains(octets[1])
        case 192: octets[1] == 168
        default: false
        }
    }

    private static func seconds(_ text: String) -> Int64? {
        guard let date = g_mime_utils_header_decode_date(text) else { return nil }
        defer { g_date_time_unref(date) }
        return Int64(g_date_time_to_unix(date))
    }
}
