/// Makes broken payloads out of good ones, the same ones for the same seed.
struct Mutator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Pieces that parsers stumble over.
    private static let pieces: [[UInt8]] = [
        "\"", "\\", "\\u", "\\ud800", "\\udc00\\ud800", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "65536", "1e309", "\"\"",
        "{}", "[]", "\u{0}", "é", "<", ">", "&", "<!DOCTYPE x>", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "\r\n", " ", "=", ";", "//",
        "::ffff:10.0.0.1", "10.0.0.1", "198.51.100.9", "honeypot", "\"remote\":[\"1.2.3.4\",1],", "9999999999999999999999",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":", "<a><a><a><a><a>",
    ].map { Array($0.utf8) }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }

    /// The payload with one to four faults.
    mutating func mutation(of payload: [UInt8]) -> [UInt8] {
        var result = payload
        for _ in 0...below(4) { damage(&result) }
        return result
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let position = below(bytes.count + 1)
        let end = min(bytes.count, position + 1 + below(12))
        switch below(8) {
        case 0 where position < bytes.count: bytes[position] = UInt8(truncatingIfNeeded: next())
        case 1 where position < bytes.count: bytes[position] ^= 1 << UInt8(below(8))
        case 2: bytes.removeSubrange(position..<end)
        case 3: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: position)
        case 4: bytes.replaceSubrange(position..<end, with: Self.pieces[below(Self.pieces.count)])
        case 5: bytes.insert(contentsOf: Array(bytes[position..<end]), at: below(bytes.count + 1))
        case 6: bytes.removeSubrange(position...)
        default: replaceValue(&bytes)
        }
    }

    /// Replaces what stands between a colon and the next comma, so that the text often stays well-formed.
    private mutating func replaceValue(_ bytes: inout [UInt8]) {
        let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
        guard !colons.isEmpty else { return }
        let start = colons[below(colons.count)] + 1
        let end = bytes[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? bytes.count
        let values = [
            "null", "0", "\"\"", "[]", "{}", "true", "\"x\"", "65535", "\"22\"", "[\"a\",\"b\"]", "{\"ip\":\"1.2.3.4\",\"port\":1}",
            "\"::ffff:203.0.113.5\"", "[[\"a\",null]]", "\"\\ud800\"", "\"2013-01-02 03:04:05\"",
        ]
        bytes.replaceSubrange(start..<end, with: Array(values[below(values.count)].utf8))
    }
}
