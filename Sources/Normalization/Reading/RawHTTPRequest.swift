/// The text of an HTTP request as an attacker sent it (normalization.md 4.6, new format).
struct RawHTTPRequest {
    private(set) var method: String
    /// As it was sent.
    private(set) var target: String
    /// Names in lower case, in order of first appearance; of a repeated name the last value.
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body = ""

    /// Nil when the first line is no request line.
    init?(_ text: String) {
        var rest = text.utf8[...]
        let words = RawHTTPRequest.takeLine(&rest).split(whereSeparator: RawHTTPRequest.isBlank)
        switch words.count {
        case 3 where RawHTTPRequest.isSupportedVersion(words[2]): break
        case 2 where words[0].elementsEqual("GET".utf8): break
        default: return nil
        }
        method = String(Substring(words[0]))
        target = String(Substring(words[1]))
        readHeaders(&rest)
        body = String(Substring(rest))
    }

    /// Reads up to and including the blank line, or the line that is no header, which is dropped.
    private mutating func readHeaders(_ rest: inout Substring.UTF8View) {
        var positions: [String: Int] = [:]
        var last: Int?
        while !rest.isEmpty {
            let line = RawHTTPRequest.takeLine(&rest)
            guard let first = line.first else { return }
            if first == 0x20 || first == 0x09 {
                guard let last else { return }
                let more = RawHTTPRequest.trimmed(line)
                if !more.isEmpty, !headers[last].value.isEmpty { headers[last].value.append(" ") }
                headers[last].value.append(more)
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
            let name = String(Substring(line[..<colon])).lowercased()
            let value = RawHTTPRequest.trimmed(line[line.index(after: colon)...])
            if let position = positions[name] {
                headers[position].value = value
                last = position
            } else {
                positions[name] = headers.count
                last = headers.count
                headers.append((name, value))
            }
        }
    }

    /// Takes one line off, without its LF or CRLF.
    private static func takeLine(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        guard let end = rest.firstIndex(of: 0x0A) else {
            defer { rest = rest[rest.endIndex...] }
            return rest.last == 0x0D ? rest.dropLast() : rest
        }
        defer { rest = rest[rest.index(after: end)...] }
        let line = rest[..<end]
        return line.last == 0x0D ? line.dropLast() : line
    }

    private static func trimmed(_ text: Substring.UTF8View) -> String {
        guard let start = text.firstIndex(where: { !isBlank($0) }), let end = text.lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(Substring(text[start...end]))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// `HTTP/a.b` below 2.0.
    private static func isSupportedVersion(_ word: Substring.UTF8View) -> Bool {
        guard word.starts(with: "HTTP/".utf8) else { return false }
        let numbers = word.dropFirst(5).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard numbers.count == 2 else { return false }
        for number in numbers {
            guard (1...10).contains(number.count), number.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        }
        let major = numbers[0].drop { $0 == 0x30 }
        return major.isEmpty || major.elementsEqual("1".utf8)
    }
}
