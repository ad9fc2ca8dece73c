import Documents

extension Analyser {
    /// Undoes the compression of Flash: a file that begins with `FWS`, whatever it began with before.
    static let unswf = Analyser(
        description: AnalyserDescription(
            name: "unswf", version: "0.0.2", description: "Decompresses a Flash file.", supportedTypes: ["Sample"], content: .flash)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        let file = ByteReader(content)
        guard let first = file.u8(0), file.starts(with: Array("WS".utf8), at: 1), let size = file.u32(4) else {
            throw ParsingError("it is no Flash file")
        }
        let limit = min(max(0, size - headSize), maximumFlash)
        let body: [UInt8]
        switch UInt8(first) {
        case UInt8(ascii: "F"):
            analysis.note("info", "It is not compressed.")
            return analysis
        case UInt8(ascii: "C"): body = Inflater.inflate(file.slice(headSize, upTo: file.count), limit: limit)
        case UInt8(ascii: "Z"):
            // LZMA's five bytes of properties, then what a file of its own would have before it: the size.
            let properties = file.slice(12, upTo: 5)
            let length = (0..<8).map { UInt8(truncatingIfNeeded: limit >> ($0 * 8)) }
            body = LZMA.decompress(properties + length + file.slice(17, upTo: file.count), limit: limit)
        default: throw ParsingError("it is no Flash file")
        }
        guard !body.isEmpty else { throw ParsingError("it could not be decompressed") }
        if body.count < size - headSize { analysis.note("warning", "it is cut: \(body.count + headSize) of \(size) bytes came out") }
        let result = Array("FWS".utf8) + file.slice(3, upTo: 5) + body
        analysis.add(file: "\(Digest.md5(content)).swf", result)
        return analysis
    }

    private static let headSize = 8
    private static let maximumFlash = 100 << 20
}
