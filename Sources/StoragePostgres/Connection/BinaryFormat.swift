/// PostgreSQL's binary forms: integers with the highest byte first, texts as UTF-8.
///
/// A text of PostgreSQL can't hold a NUL, ours can (`"\u0000"` in a honeypot's JSON). So U+0000 is stored as U+0001 `0` and
/// U+0001 as U+0001 `1`, which keeps equality and the order of bytes, and leaves all other texts as they are.
enum BinaryFormat {
    static func append(_ value: some FixedWidthInteger, to output: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { output.append(contentsOf: $0) }
    }

    static func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            if utf8.contains(where: { $0 <= 1 }) {
                for byte in utf8 {
                    if byte <= 1 { output.append(1) }
                    output.append(byte <= 1 ? 0x30 + byte : byte)
                }
            } else {
                output.append(contentsOf: utf8)
            }
        }
    }

    /// A value after its length; -1 stands for NULL.
    static func field<Value>(_ value: Value?, to output: inout [UInt8], _ append: (Value, inout [UInt8]) -> Void) {
        let place = output.count
        BinaryFormat.append(Int32(-1), to: &output)
        guard let value else { return }
        append(value, &output)
        let length = UInt32(clamping: output.count - place - 4)
        for offset in 0..<4 { output[place + offset] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * offset)) }
    }

    /// An array with one dimension; `type` is the number of its elements' type.
    static func array<Value>(
        _ values: [Value?], of type: Int32, to output: inout [UInt8], _ append: (Value, inout [UInt8]) -> Void
    ) {
        let count = Int32(clamping: values.count)
        for number in count == 0 ? [0, 0, type] : [1, 1, type, count, 1] { BinaryFormat.append(number, to: &output) }
        for value in values { field(value, to: &output, append) }
    }

    static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.contains(1) else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                plain.append(byte &- 0x30)
                isEscaped = false
            } else if byte == 1 {
                isEscaped = true
            } else {
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// An integer of 2, 4 or 8 bytes; 0 for any other length.
    static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        switch bytes.count {
        case 2: Int64(Int16(truncatingIfNeeded: unsigned(bytes)))
        case 4: Int64(Int32(truncatingIfNeeded: unsigned(bytes)))
        case 8: Int64(bitPattern: unsigned(bytes))
        default: 0
        }
    }

    private static func unsigned(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
