/// Looks values up in the text of a dictionary, flat: the first key of a name wins, at whatever depth.
struct PDFDictionary {
    private static let maximumReferences = 100
    private static let longestName = 64
    private static let maximumBytes = 1 << 20

    private let text: ByteReader

    /// A dictionary's text.
    init(_ text: ArraySlice<UInt8>) {
        self.text = ByteReader(text.prefix(PDFDictionary.maximumBytes))
    }

    /// Where the value of a key begins.
    private func place(of key: String) -> Int? {
        var position = 0
        while let found = text.firstOffset(of: Array(key.utf8), from: position) {
            position = found + key.utf8.count
            guard let next = text.u8(position), !PDFSyntax.isWord(UInt8(next)) else { continue }
            while let byte = text.u8(position), PDFSyntax.isSpace(UInt8(byte)) { position += 1 }
            return position
        }
        return nil
    }

    /// A number below 10⁹ that stands there itself, not by reference.
    func number(of key: String) -> Int? {
        guard let start = place(of: key) else { return nil }
        let digits = text.slice(start, upTo: 10).prefix(while: PDFSyntax.isDigit)
        guard digits.count < 10, let number = Int(HostileText.latin1(digits)) else { return nil }
        // `12 0 R` is a reference.
        let rest = text.slice(start + digits.count, upTo: 16).drop(while: PDFSyntax.isSpace)
        let generation = rest.prefix(while: PDFSyntax.isDigit)
        let isReference =
            !generation.isEmpty && rest[generation.endIndex...].drop(while: PDFSyntax.isSpace).first == UInt8(ascii: "R")
        return isReference ? nil : number
    }

    /// The names after a key: one, or those of an array, without their slashes.
    func names(of key: String) -> [String] {
        guard let start = place(of: key) else { return [] }
        let rest = text.slice(start, upTo: 512)
        guard rest.first == UInt8(ascii: "[") else { return names(in: rest, atMost: 1) }
        return names(in: rest.prefix { $0 != UInt8(ascii: "]") }, atMost: 10)
    }

    private func names(in bytes: ArraySlice<UInt8>, atMost limit: Int) -> [String] {
        var names: [String] = []
        var position = bytes.startIndex
        if limit == 1, bytes.first != UInt8(ascii: "/") { return [] }
        while names.count < limit, let slash = bytes[position...].firstIndex(of: UInt8(ascii: "/")) {
            var name: [UInt8] = []
            position = slash + 1
            while position < bytes.endIndex, name.count < PDFDictionary.longestName {
                if bytes[position] == UInt8(ascii: "#"), let escaped = PDFSyntax.escapedByte(bytes, at: position + 1) {
                    name.append(escaped)
                    position += 3
                } else if PDFSyntax.isSpace(bytes[position]) || "/[]<>()%".utf8.contains(bytes[position]) {
                    break
                } else {
                    name.append(bytes[position])
                    position += 1
                }
            }
            names.append(HostileText.of(name))
        }
        return names
    }

    /// All references, as `12 0`.
    var references: [String] {
        var references: [String] = []
        // Text of numbers is made only where they turn out to be a reference.
        var numbers: [ArraySlice<UInt8>] = []
        for word in text.bytes.split(whereSeparator: { PDFSyntax.isSpace($0) || "/[]<>()".utf8.contains($0) }) {
            if word.elementsEqual([UInt8(ascii: "R")]), numbers.count == 2 {
                references.append(numbers.map { HostileText.latin1($0) }.joined(separator: " "))
                if references.count == PDFDictionary.maximumReferences { break }
            }
            if word.count <= 10, word.allSatisfy(PDFSyntax.isDigit) {
                if numbers.count == 2 { numbers.removeFirst() }
                numbers.append(word)
            } else {
                numbers.removeAll(keepingCapacity: true)
            }
        }
        return references
    }
}
