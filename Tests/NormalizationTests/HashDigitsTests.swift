import Testing

@testable import Normalization

@Suite struct HashDigitsTests {
    @Test("Each byte at each place of a hash is a digit of either case or makes it none", arguments: [32, 64, 128])
    func everyByte(_ count: Int) {
        for byte in UInt8.min ... .max {
            let expected: Bool? =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
                case UInt8(ascii: "A")...UInt8(ascii: "F"): false
                default: nil
                }
            for place in 0..<count {
                var digits = (0..<count).map { Array("0123456789abcdef".utf8)[$0 % 16] }
                digits[place] = byte
                #expect(digits.withUnsafeBufferPointer { Activities.isLowercaseHash($0) } == expected, "byte \(byte) at \(place)")
            }
        }
    }

    @Test(arguments: [0, 1, 31, 33, 40, 63, 127, 129, 256])
    func otherLengthsAreNoHashes(_ count: Int) {
        #expect([UInt8](repeating: UInt8(ascii: "0"), count: count).withUnsafeBufferPointer { Activities.isLowercaseHash($0) } == nil)
    }
}
