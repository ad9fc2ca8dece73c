import Documents

/// Counts the words by which one judges a PDF at a glance, names with escaped characters included.
struct PDFKeywords {
    /// In the order of the results.
    static let all = [
        "obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref", "/Page", "/Encrypt", "/ObjStm", "/JS", "/JavaScript",
        "/AA", "/OpenAction", "/AcroForm", "/JBIG2Decode", "/RichMedia", "/Launch", "/EmbeddedFile", "/XFA", "/URI",
    ]

    /// How often each was found, whatever it is.
    private(set) var counts: [[UInt8]: Int] = [:]
    private static let longest = all.map(\.utf8.count).max() ?? 0
    private static let known = Set(all.map { Array($0.utf8) })

    /// Counts in bytes.
    init(_ bytes: ArraySlice<UInt8>) {
        var word: [UInt8] = []
        var isName = false
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            if PDFSyntax.isWord(byte) {
                if word.count <= PDFKeywords.longest { word.append(byte) }
                continue
            }
            if isName, byte == UInt8(ascii: "#"), let escaped = PDFSyntax.escapedByte(bytes, at: position) {
                if word.count <= PDFKeywords.longest { word.append(escaped) }
                position += 2
                continue
            }
            count(word, isName)
            word.removeAll(keepingCapacity: true)
            isName = byte == UInt8(ascii: "/")
        }
        count(word, isName)
    }

    private mutating func count(_ word: [UInt8], _ isName: Bool) {
        guard !word.isEmpty else { return }
        let keyword = isName ? [UInt8(ascii: "/")] + word : word
        if PDFKeywords.known.contains(keyword) { counts[keyword, default: 0] += 1 }
    }

    /// Of a keyword.
    func count(of keyword: String) -> Int { counts[Array(keyword.utf8)] ?? 0 }
}

/// What all readers of PDF need to know of its characters.
enum PDFSyntax {
    /// Letters and digits.
    static func isWord(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte }
    /// What separates.
    static func isSpace(_ byte: UInt8) -> Bool { [0, 9, 10, 12, 13, 32].contains(byte) }
    /// Digits to base 10.
    static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    /// The byte that two digits of a name stand for.
    static func escapedByte(_ bytes: ArraySlice<UInt8>, at position: Int) -> UInt8? {
        guard position + 1 < bytes.endIndex, let high = Hexadecimal.value(of: bytes[position]),
            let low = Hexadecimal.value(of: bytes[position + 1])
        else { return nil }
        return high << 4 | low
    }
}
