internal import Documents

/// Says in words what kind of file a content is (normalization.md 3.4).
enum ContentGuess {
    /// The words for a content; `data` for what is not known.
    static func words(for content: [UInt8]) -> String {
        guard !content.isEmpty else { return "empty" }
        let bytes = ByteFields(content)
        return executable(bytes) ?? image(bytes) ?? container(bytes) ?? text(content) ?? "data"
    }

    private static func container(_ bytes: ByteFields) -> String? {
        if bytes.starts(with: "%PDF-") {
            let version = bytes.ascii(from: 5, limit: 8) { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
            return version.isEmpty ? "PDF document" : "PDF document, version \(version)"
        }
        if bytes.starts(with: "PK\u{3}\u{4}") || bytes.starts(with: "PK\u{5}\u{6}") { return "Zip archive data" }
        if bytes[0] == 0x1F, bytes[1] == 0x8B { return "gzip compressed data" }
        if bytes.starts(with: "BZh"), let level = bytes[3], (0x31...0x39).contains(level) { return "bzip2 compressed data" }
        if bytes.starts(with: "FWS") || bytes.starts(with: "CWS") || bytes.starts(with: "ZWS") { return "Macromedia Flash data" }
        return nil
    }
}

/// Reads numbers at given places of a content; nil where it is too short.
struct ByteFields {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    subscript(offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

    func starts(with text: StaticString) -> Bool {
        bytes.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    func contains(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset <= bytes.count &- text.utf8CodeUnitCount else { return false }
        return bytes[offset...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    func number(at offset: Int, bytes width: Int, bigEndian: Bool = false) -> UInt32? {
        guard offset >= 0, offset <= bytes.count &- width else { return nil }
        var value: UInt32 = 0
        for index in 0..<width {
            value = value << 8 | UInt32(bytes[bigEndian ? offset &+ index : offset &+ width &- 1 &- index])
        }
        return value
    }

    /// The characters from a place on that are wanted.
    func ascii(from offset: Int, limit: Int, where isWanted: (UInt8) -> Bool) -> String {
        String(decoding: bytes.dropFirst(offset).prefix(limit).prefix(while: isWanted), as: UTF8.self)
    }
}
