import CZlib
import Documents

extension Analyser {
    /// Digests of the content: `hash`, the value, with the `algorithm`. The catalogue has no such service.
    static let hashes = Analyser(
        description: AnalyserDescription(
            name: "hashes", version: "1.0.0", description: "MD5, SHA-1, SHA-256, SHA-512 and CRC-32 of the content.",
            supportedTypes: ["Sample", "PCAP", "Certificate"], runsOnTriage: true)
    ) { content, _ in
        var analysis = Analysis()
        let digests = [
            ("MD5", Digest.md5(content)), ("SHA1", Digest.sha1(content)), ("SHA256", Digest.sha256(content)),
            ("SHA512", Digest.sha512(content)), ("CRC32", checksum(content)),
        ]
        for (algorithm, value) in digests { analysis.add("hash", text: value, ["algorithm": .string(algorithm)]) }
        return analysis
    }

    /// Eight digits, as zip files have it.
    private static func checksum(_ content: [UInt8]) -> String {
        let sum = content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        return Hexadecimal.encode((0..<4).reversed().map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) })
    }
}

extension Analyser {
    /// Kind of the content: `filetype` in words, with the `mimetype`. The catalogue has no such service.
    static let fileType = Analyser(
        description: AnalyserDescription(
            name: "filetype", version: "1.0.0", description: "Kind of the content, by its bytes.", supportedTypes: ["Sample", "PCAP"],
            runsOnTriage: true)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        let kind = try FileKindDetector().kind(of: content)
        analysis.add("filetype", text: kind.filetype, ["mimetype": .string(kind.mimetype)])
        return analysis
    }
}
