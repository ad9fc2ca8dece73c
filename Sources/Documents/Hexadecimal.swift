/// Lower-case hexadecimal text of bytes, and back.
public enum Hexadecimal {
    /// The digit of a value below 16.
    @inlinable
    public static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value &+ 0x30 : value &+ 0x57
    }

    /// The value of a digit of either letter case, nil for any other byte.
    @inlinable
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit &- 0x30
        case 0x41...0x46: digit &- 0x37
        case 0x61...0x66: digit &- 0x57
        default: nil
        }
    }

    /// Appends two digits for each byte.
    @inlinable
    public static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in bytes {
            output.append(digit(byte >> 4))
            output.append(digit(byte & 0xF))
        }
    }

    /// Two digits for each byte.
    @inlinable
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count &* 2) { buffer in
            var position = 0
            for byte in bytes {
                buffer[position] = digit(byte >> 4)
                buffer[position &+ 1] = digit(byte & 0xF)
                position &+= 2
            }
            return position
        }
    }

    /// The bytes of an even number of digits; nil when there is anything else in the text.
    @inlinable
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        if let result = text.withContiguousStorageIfAvailable({ decode($0) }) { return result }
        return Array(text).withUnsafeBufferPointer { decode($0) }
    }

    /// The bytes of an even number of digits that lie in one piece.
    public static func decode(_ digits: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var isComplete = true
        let result = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { room, count in
            while count < room.count, count < digits.count / 2 {
                guard let high = value(of: digits[count &* 2]), let low = value(of: digits[count &* 2 &+ 1]) else {
                    isComplete = false
                    return
                }
                room[count] = high << 4 | low
                count &+= 1
            }
        }
        return isComplete ? result : nil
    }
}
