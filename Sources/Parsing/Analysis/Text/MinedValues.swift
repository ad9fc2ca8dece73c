import Documents

/// Values that look like indicators, each once. Every byte is looked at a bounded number of times.
struct MinedValues {
    /// What a value looks like, by the catalogue's words and the vocabulary of indicator types.
    struct Kind: Hashable {
        let subtype: String
        let type: String

        static let ipv4 = Kind(subtype: "Potential IP Address", type: "IPv4 Address")
        static let ipv6 = Kind(subtype: "Potential IP Address", type: "IPv6 Address")
        static let domain = Kind(subtype: "Potential Domains", type: "Domain")
        static let url = Kind(subtype: "Potential URLs", type: "URI")
        static let mail = Kind(subtype: "Potential Emails", type: "Email Address")
        static let md5 = Kind(subtype: "Potential Samples", type: "MD5")
        static let sha1 = Kind(subtype: "Potential Samples", type: "SHA1")
        static let sha256 = Kind(subtype: "Potential Samples", type: "SHA256")
        static let ssdeep = Kind(subtype: "Potential Samples", type: "SSDEEP")
    }

    /// A value and what it is.
    struct Value: Hashable {
        let kind: Kind
        let text: String
    }

    private static let maximumValues = 2_000
    private static let longestURL = 2_048
    private static let longestName = 253
    private static let longestMail = 512
    private static let digestKinds = [32: Kind.md5, 40: Kind.sha1, 64: Kind.sha256]

    /// In the order found.
    private(set) var values: [Value] = []
    private var seen = Set<Value>()
    private var topLevels: [String: Bool] = [:]

    /// Whether no more values are kept.
    var isFull: Bool { values.count >= MinedValues.maximumValues }

    /// Looks through a text.
    mutating func search(_ text: [UInt8]) {
        var position = 0
        while position < text.count, !isFull {
            guard MinedValues.isToken(text[position]) else {
                position += 1
                continue
            }
            var end = position
            while end < text.count, MinedValues.isToken(text[end]) { end += 1 }
            searchToken(text[position..<end])
            position = end
        }
    }

    /// Characters that neither separate words nor enclose them; brackets come in `1.2.3[.]4`.
    private static func isToken(_ byte: UInt8) -> Bool { tokenBytes[Int(byte)] }

    private static let tokenBytes = (0..<256).map { $0 > 0x20 && $0 < 0x7F && !Array("\"'<>`|\\{}^;,".utf8).contains(UInt8($0)) }

    private mutating func searchToken(_ token: ArraySlice<UInt8>) {
        var rest = token
        while let (start, scheme) = MinedValues.scheme(in: rest) {
            searchWords(rest[..<start])
            let url = MinedValues.trimmed(rest[start...].prefix(MinedValues.longestURL))
            addURL(url, hostOffset: scheme)
            rest = rest[max(url.endIndex, start + scheme)...]
        }
        searchWords(rest)
    }

    /// Where a URL begins, and the length of its `http://` or the like. `hxxp` is how people write it to be safe.
    private static func scheme(in token: ArraySlice<UInt8>) -> (start: Int, length: Int)? {
        var position = token.startIndex
        while let mark = token[position...].firstIndex(of: UInt8(ascii: ":")) {
            position = mark + 1
            // All schemes end with one of three letters, which few colons have before them.
            guard mark > token.startIndex, "pshPSH".utf8.contains(token[mark - 1]), token[mark...].starts(with: "://".utf8) else {
                continue
            }
            for scheme in ["https", "hxxps", "http", "hxxp", "ftps", "ftp", "tcp", "udp", "ssh"] {
                let start = mark - scheme.utf8.count
                if start >= token.startIndex, lowerCased(token[start..<mark]).elementsEqual(scheme.utf8) {
                    return (start, scheme.utf8.count + 3)
                }
            }
        }
        return nil
    }

    /// Without what a sentence puts after a URL, and a closing bracket that none opens.
    private static func trimmed(_ url: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var url = url
        while let last = url.last {
            let isOpened = { (open: UInt8) in url.contains(open) }
            if ".:!?*".utf8.contains(last) || last == UInt8(ascii: ")") && !isOpened(UInt8(ascii: "("))
                || last == UInt8(ascii: "]") && !isOpened(UInt8(ascii: "["))
            {
                url.removeLast()
            } else {
                break
            }
        }
        return url
    }

    private mutating func addURL(_ url: ArraySlice<UInt8>, hostOffset: Int) {
        let authority = url.dropFirst(hostOffset).prefix { !"/?#".utf8.contains($0) }
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        let name = MinedValues.refanged(host.prefix { $0 != UInt8(ascii: ":") })
        guard !name.isEmpty else { return }
        guard addAddress(name[...]) || addDomain(name[...]) || host.first == UInt8(ascii: "[") else { return }
        var text = HostileText.latin1(MinedValues.refanged(url))
        if text.lowercased().hasPrefix("hxxp") { text = "http" + text.dropFirst(4) }
        add(.url, text)
    }

    /// `1.2.3[.]4`, `a(.)b` and `a[dot]b` without the brackets.
    private static func refanged(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(where: { "[(".utf8.contains($0) }) else { return Array(bytes) }
        var output: [UInt8] = []
        var rest = bytes
        let marks = ["[.]", "(.)", "[dot]", "(dot)"].map { Array($0.utf8) }
        while let byte = rest.first {
            let isOpening = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(")
            if isOpening, let mark = marks.first(where: { lowerCased(rest.prefix($0.count)) == $0 }) {
                output.append(UInt8(ascii: "."))
                rest = rest.dropFirst(mark.count)
            } else {
                output.append(byte)
                rest = rest.dropFirst()
            }
        }
        return output
    }

    /// Mail addresses, addresses, domains and digests in what is no URL.
    private mutating func searchWords(_ token: ArraySlice<UInt8>) {
        let isDefanged = token.contains { "[(".utf8.contains($0) }
        let text = isDefanged ? MinedValues.refanged(token)[...] : token
        if addFuzzyHash(text) { return }
        for word in text.split(whereSeparator: { "/()[]=?&#!%$*~+".utf8.contains($0) }) {
            if let kind = MinedValues.digestKinds[word.count], word.allSatisfy({ Hexadecimal.value(of: $0) != nil }) {
                add(kind, HostileText.latin1(MinedValues.lowerCased(word)))
            } else if word.contains(UInt8(ascii: "@")) {
                addMail(word)
            } else if !addIPv6(word) {
                for part in word.split(separator: UInt8(ascii: ":")) where !addAddress(part) { _ = addDomain(part) }
            }
        }
    }

    private mutating func addMail(_ word: ArraySlice<UInt8>) {
        guard word.count <= MinedValues.longestMail, let mark = word.firstIndex(of: UInt8(ascii: "@")) else { return }
        let local = word[..<mark].split(separator: UInt8(ascii: ":")).last ?? []
        let host = word[(mark + 1)...].split(separator: UInt8(ascii: ":")).first ?? []
        guard 1...64 ~= local.count, local.allSatisfy({ MinedValues.isName($0) || ".'_+".utf8.contains($0) }),
            let domain = domain(host)
        else { return }
        add(.domain, domain)
        add(.mail, HostileText.latin1(local) + "@" + domain)
    }

    private mutating func addAddress(_ word: ArraySlice<UInt8>) -> Bool {
        guard 7...16 ~= word.count else { return false }
        let text = word.last == UInt8(ascii: ".") ? word.dropLast() : word
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isAddress =
            parts.count == 4
            && parts.allSatisfy { part in
                guard 1...3 ~= part.count, part.allSatisfy(PDFSyntax.isDigit), let number = Int(HostileText.latin1(part)) else {
                    return false
                }
                return number <= 255 && (part.count == 1 || part.first != UInt8(ascii: "0"))
            }
        if isAddress { add(.ipv4, HostileText.latin1(text)) }
        return isAddress
    }

    private mutating func addIPv6(_ word: ArraySlice<UInt8>) -> Bool {
        guard 6...45 ~= word.count, word.count(where: { $0 == UInt8(ascii: ":") }) >= 3,
            word.allSatisfy({ Hexadecimal.value(of: $0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
            let text = IPv6Text.canonical(HostileText.latin1(word))
        else { return false }
        add(.ipv6, text)
        return true
    }

    private mutating func addDomain(_ word: ArraySlice<UInt8>) -> Bool {
        guard let domain = domain(word) else { return false }
        add(.domain, domain)
        return true
    }

    /// A name of at least two labels under a known top-level domain.
    private mutating func domain(_ word: ArraySlice<UInt8>) -> String? {
        guard 4...(MinedValues.longestName + 2) ~= word.count else { return nil }
        let name = word.drop { $0 == UInt8(ascii: ".") }
        let end = name.lastIndex { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }.map { $0 + 1 } ?? name.startIndex
        let text = MinedValues.lowerCased(name[..<end])
        guard 4...MinedValues.longestName ~= text.count else { return nil }
        let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2,
            labels.allSatisfy({ 1...63 ~= $0.count && $0.allSatisfy { MinedValues.isName($0) || $0 == UInt8(ascii: "_") } }),
            let last = labels.last, last.count >= 2, !last.allSatisfy(PDFSyntax.isDigit)
        else { return nil }
        let domain = HostileText.latin1(text)
        guard isTopLevel(HostileText.latin1(last)), !PublicSuffixes.isSuffix(domain) else { return nil }
        return domain
    }

    /// The list is asked once for each label.
    private mutating func isTopLevel(_ label: String) -> Bool {
        if let known = topLevels[label] { return known }
        let isKnown = PublicSuffixes.knows(label)
        topLevels[label] = isKnown
        return isKnown
    }

    /// `blocksize:hash:hash`.
    private mutating func addFuzzyHash(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, 1...10 ~= parts[0].count, parts[0].allSatisfy(PDFSyntax.isDigit), 6...64 ~= parts[1].count,
            3...64 ~= parts[2].count, let size = Int(HostileText.latin1(parts[0])), size % 3 == 0, (size / 3).nonzeroBitCount == 1,
            parts[1...].allSatisfy({ $0.allSatisfy { PDFSyntax.isWord($0) || "+/".utf8.contains($0) } })
        else { return false }
        add(.ssdeep, HostileText.latin1(word))
        return true
    }

    private static func isName(_ byte: UInt8) -> Bool { PDFSyntax.isWord(byte) || byte == UInt8(ascii: "-") }

    private static func lowerCased(_ bytes: ArraySlice<UInt8>) -> [UInt8] { bytes.map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 } }

    private mutating func add(_ kind: Kind, _ text: String) {
        let value = Value(kind: kind, text: text)
        if !isFull, seen.insert(value).inserted { values.append(value) }
    }
}
