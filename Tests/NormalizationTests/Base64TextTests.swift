import Testing

@testable import Normalization

@Suite struct Base64TextTests {
    @Test(arguments: [
        ("", ""), ("YQ==", "a"), ("YWI=", "ab"), ("YWJj", "abc"), ("YWJjZA==", "abcd"), ("Y W\nJ*j", "abc"), ("YQ==garbage", "a"),
        ("YQ=!=x", "a"), ("=YQ==", "a"), ("====", ""), ("YW=Jj", "abc"), ("YWJjYQ==YWJj", "abca"), ("\u{FC}YWJj", "abc"),
    ])
    func decodes(_ text: String, _ content: String) {
        #expect(Base64Text.decode(Array(text.utf8)) == Array(content.utf8))
    }

    @Test(arguments: ["YQ", "YQ=", "YWI", "YWJjY", "Y===", "R0lGO", "YW=="] as [String])
    func refusesMissingPaddingOrOneTooMany(_ text: String) {
        let expected: [UInt8]? = text == "YW==" ? [0x61] : nil
        #expect(Base64Text.decode(Array(text.utf8)) == expected)
    }

    @Test func knowsTheWholeAlphabet() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        let bytes = Base64Text.decode(Array(alphabet.utf8)) ?? []
        var sextets: [UInt8] = []
        for index in stride(from: 0, to: bytes.count - 2, by: 3) {
            let word = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            for shift in [18, 12, 6, 0] { sextets.append(UInt8(word >> shift & 0x3F)) }
        }
        #expect(sextets == Array(0..<64))
    }
}
