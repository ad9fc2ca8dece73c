import Glibc

/// Text of a mail in Unicode; what a charset does not allow becomes U+FFFD (crits-resources-1.md 9.4, step 6).
enum CharsetText {
    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
    private static let maximumName = 40

    /// Bytes by their charset; by UTF-8 where none or an unknown one is named.
    static func decode(_ bytes: [UInt8], charset: String?) -> String {
        if let charset = charset?.lowercased(), !["utf-8", "utf8", "us-ascii", ""].contains(charset), isName(charset),
            let text = convert(bytes, from: charset)
        {
            return text
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A name goes to the C library, which knows more than names: only what charsets are called gets there.
    private static func isName(_ charset: String) -> Bool {
        charset.utf8.count <= maximumName
            && charset.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x3A).contains($0) || [0x2B, 0x2D, 0x2E, 0x5F].contains($0)
            }
    }

    private static func convert(_ bytes: [UInt8], from charset: String) -> String? {
        guard let converter = iconv_open("UTF-8", charset), UInt(bitPattern: converter) != UInt.max else { return nil }
        defer { iconv_close(converter) }
        var source = bytes.map(CChar.init(bitPattern:))
        var buffer = [CChar](repeating: 0, count: 64 * 1_024)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        source.withUnsafeMutableBufferPointer { source in
            var next = source.baseAddress
            var left = source.count
            while left > 0 {
                var failure: Int32 = 0
                let written = buffer.withUnsafeMutableBufferPointer { buffer -> Int in
                    var place = buffer.baseAddress
                    var room = buffer.count
                    if iconv(converter, &next, &left, &place, &room) == Int(bitPattern: UInt.max) { failure = errno }
                    return buffer.count - room
                }
                text.append(contentsOf: buffer[..<written].lazy.map { UInt8(bitPattern: $0) })
                if failure == EILSEQ || failure == EINVAL {
                    text += replacement
                    next = next?.advanced(by: 1)
                    left -= 1
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
