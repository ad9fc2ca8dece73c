import Documents

/// Hides addresses of honeypots in the details of a session from callers of level 60 to 69 (honeypot-api.md 3.2): the hosts
/// that attackers addressed are the honeypot's own, so those that are IP literals go.
enum SessionRedaction {
    private static let replacement = "honeypot"
    /// Details are up to three objects around a payload of depth 64.
    private static let maximumDepth = JSONText.defaultMaximumDepth + 8

    /// Writes the members of a session's document, hosts hidden.
    static func write(_ details: [UInt8], to writer: inout JSONWriter) {
        guard !details.isEmpty else { return }
        guard mayNameHost(details) else { return writer.rawMembers(details) }
        // What can't be read is not shown: it might hold an address.
        guard let text = try? JSONText([UInt8(ascii: "{")] + details + [UInt8(ascii: "}")], maximumDepth: maximumDepth) else { return }
        for member in text.root.distinctMembers {
            let name = member.name.string ?? ""
            writer.name(text: name)
            if name == "session_http", let request = member.value["request"], request.kind == .object {
                writeHTTP(member.value, to: &writer)
            } else if name.hasPrefix("session_") {
                write(member.value, isHost: false, to: &writer)
            } else {
                writer.value(member.value)
            }
        }
    }

    /// A quick look that spares most sessions the reading: every rule is about `host`, or a url of `session_http`. The last
    /// four bytes seen, in lower case, are compared with both words.
    private static func mayNameHost(_ details: [UInt8]) -> Bool {
        var recent: UInt32 = 0
        for byte in details {
            // A letter may be written as an escape.
            if byte == UInt8(ascii: "u"), recent & 0xFF == UInt32(UInt8(ascii: "\\") | 0x20) { return true }
            recent = recent << 8 | UInt32(byte | 0x20)
            if recent == 0x686F_7374 || recent == 0x6874_7470 { return true }
        }
        return false
    }

    // MARK: Any honeypot

    private static func write(_ view: JSONView, isHost: Bool, to writer: inout JSONWriter) {
        switch view.kind {
        case .object:
            writer.beginObject()
            for member in view.distinctMembers {
                let name = member.name.string ?? ""
                writer.name(text: name)
                write(member.value, isHost: isHostName(name), to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in view.elements { write(element, isHost: isHost, to: &writer) }
            writer.endArray()
        case .string:
            guard let text = view.string else { return writer.value(view) }
            writer.string(isHost && IPLiteral.isHost(text) ? replacement : hidingPairs(in: text))
        default:
            writer.value(view)
        }
    }

    private static func isHostName(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower == "host" || lower == "hostname"
    }

    /// Conpot keeps the headers of HTTP requests as the text of a Python list: `('Host', '192.0.2.1')`.
    private static func hidingPairs(in text: String) -> String {
        let source = Array(text.utf8)
        let opening = Array("('host', '".utf8)
        guard source.count > opening.count else { return text }
        var result: [UInt8] = []
        var position = 0
        while position < source.count {
            let end = position + opening.count
            if end <= source.count, source[position] == opening[0],
                zip(source[position..<end], opening).allSatisfy({ byte, expected in
                    byte == expected || ((0x41...0x5A).contains(byte) && byte | 0x20 == expected)
                }), let quote = source[end...].firstIndex(of: UInt8(ascii: "'")),
                IPLiteral.isHost(String(decoding: source[end..<quote], as: UTF8.self))
            {
                result += source[position..<end]
                result += replacement.utf8
                position = quote
            } else {
                result.append(source[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Glastopf

    private static func writeHTTP(_ session: JSONView, to writer: inout JSONWriter) {
        writer.beginObject()
        for member in session.distinctMembers {
            let name = member.name.string ?? ""
            writer.name(text: name)
            if name == "request" {
                writeRequest(member.value, to: &writer)
            } else {
                write(member.value, isHost: isHostName(name), to: &writer)
            }
        }
        writer.endObject()
    }

    private static func writeRequest(_ request: JSONView, to writer: inout JSONWriter) {
        writer.beginObject()
        for member in request.distinctMembers {
            let name = member.name.string ?? ""
            switch name {
            case "host" where isAddress(member.value): continue
            // The target of a request to a proxy is a whole url.
            case "url", "path":
                writer.name(text: name)
                if let url = member.value.string { writer.string(hidingHost(ofURL: url)) } else { writer.value(member.value) }
            case "header":
                writer.name("header")
                writeHeader(member.value, to: &writer)
            default:
                writer.name(text: name)
                write(member.value, isHost: isHostName(name), to: &writer)
            }
        }
        writer.endObject()
    }

    /// The header fields in either of glastopf's shapes, the text of a JSON object or an array of pairs, without an address
    /// as host.
    private static func writeHeader(_ header: JSONView, to writer: inout JSONWriter) {
        switch header.kind {
        case .string:
            // A text that is no JSON can't be searched, so it is left out.
            guard let inner = header.stringBytes, let text = try? JSONText(inner) else { return writer.string("") }
            var fields = JSONWriter()
            writeHeader(text.root, to: &fields)
            writer.string(utf8: fields.bytes)
        case .object:
            writer.beginObject()
            for member in header.distinctMembers {
                let name = member.name.string ?? ""
                if isHostName(name), isAddress(member.value) { continue }
                writer.name(text: name)
                write(member.value, isHost: isHostName(name), to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for pair in header.elements where !isHostPair(pair) { write(pair, isHost: false, to: &writer) }
            writer.endArray()
        default:
            writer.value(header)
        }
    }

    private static func isHostPair(_ pair: JSONView) -> Bool {
        guard pair.kind == .array else { return false }
        let parts = Array(pair.elements)
        return parts.count == 2 && isHostName(parts[0].string ?? "") && isAddress(parts[1])
    }

    private static func isAddress(_ value: JSONView) -> Bool {
        value.string.map(IPLiteral.isHost) ?? false
    }

    /// The url with its host replaced when that is an address, port included; user and path stay.
    static func hidingHost(ofURL url: String) -> String {
        guard let scheme = url.indexAfter(first: "://") else { return url }
        let rest = url[scheme...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" || $0 == "\\" } ?? rest.endIndex
        let authority = rest[..<end]
        let start = authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex
        guard IPLiteral.isHost(String(authority[start...])) else { return url }
        return String(url[..<start]) + replacement + String(url[end...])
    }
}

extension String {
    /// The index after the first occurrence of an ASCII text.
    fileprivate func indexAfter(first text: String) -> Index? {
        let needle = Array(text.utf8)
        var position = utf8.startIndex
        while position < utf8.endIndex {
            if utf8[position...].starts(with: needle) { return utf8.index(position, offsetBy: needle.count) }
            position = utf8.index(after: position)
        }
        return nil
    }
}
