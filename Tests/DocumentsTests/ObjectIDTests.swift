import Testing

@testable import Documents

@Suite("Object ids and hexadecimal (ruling 16)")
struct ObjectIDTests {
    @Test("Text and bytes read back")
    func roundTrip() throws {
        var generator = SplitMix.printingSeed()
        for _ in 0..<2_000 {
            let id = ObjectID(seconds: .random(in: .min ... .max, using: &generator), tail: .random(in: .min ... .max, using: &generator))
            #expect(ObjectID(id.description) == id)
            #expect(ObjectID(id.description.uppercased()) == id)
            #expect(ObjectID(bytes: id.bytes) == id)
            #expect(Hexadecimal.encode(id.bytes) == id.description)
            #expect(Hexadecimal.decode(Array(id.description.utf8)) == id.bytes)
            let other = ObjectID(seconds: id.seconds, tail: .random(in: .min ... .max, using: &generator))
            #expect((id < other) == id.bytes.lexicographicallyPrecedes(other.bytes))
            #expect((id < other) == (id.description < other.description))
        }
    }

    @Test(
        "Refuses",
        arguments: [
            "", "0", "65f0c0ffee00000000000ab", "65f0c0ffee00000000000abcd", "65f0c0ffee00000000000abg", " 5f0c0ffee00000000000abc",
            "0x65f0c0ffee0000000000ab",
        ]
    )
    func refuses(_ text: String) {
        #expect(ObjectID(text) == nil)
    }

    @Test("Only twelve bytes")
    func bytes() {
        #expect(ObjectID(bytes: [UInt8](repeating: 1, count: 11)) == nil)
        #expect(ObjectID(bytes: [UInt8](repeating: 1, count: 13)) == nil)
        #expect(ObjectID("0102030405060708090a0b0c")?.bytes == Array(1...12))
    }

    @Test("Hexadecimal text must be whole", arguments: ["a", "abc", "zz", "a ", "0x"])
    func hexadecimal(_ text: String) {
        #expect(Hexadecimal.decode(Array(text.utf8)) == nil)
        #expect(Hexadecimal.decode([UInt8]()) == [])
    }

    @Test("Every byte has a digit value or none")
    func digits() {
        for byte in UInt8.min ... .max {
            let expected = byte < 0x80 ? Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init) : nil
            #expect(Hexadecimal.value(of: byte) == expected)
        }
    }
}
