/// Base64 as old sensors send it (normalization.md 4.7).
enum Base64Text {
    /// The bytes of a text: characters outside the alphabet are skipped and what follows the padding is ignored. Nil when
    /// the padding is missing or one character is too many.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 4 &* 3)
        var bits: UInt32 = 0
        var position = 0
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                guard position >= 2 else { continue }
                padding &+= 1
                if position &+ padding >= 4 { return result }
                continue
            }
            guard let value = value(of: byte) else { continue }
            padding = 0
            bits = bits << 6 | UInt32(value)
            if position > 0 { result.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 &- 2 &* position))) }
            position = (position &+ 1) & 3
        }
        return position == 0 ? result : nil
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte &- 0x41
        case 0x61...0x7A: byte &- 0x47
        case 0x30...0x39: byte &+ 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
