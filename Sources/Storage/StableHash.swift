/// A fast 64-bit hash with a seed of the store, equal in every process; not for secrets.
///
/// The seed keeps strangers from choosing values that fall together; every hit is compared with the value itself anyway.
package enum StableHash {
    package static func hash(_ text: String, seed: UInt64) -> UInt64 {
        var text = text
        return text.withUTF8 { hash($0, seed: seed) }
    }

    package static func hash(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
        var state = mix(seed ^ first, UInt64(truncatingIfNeeded: bytes.count) ^ second)
        var position = 0
        while position &+ 8 <= bytes.count {
            state = mix(state ^ word(bytes, at: position, count: 8), second)
            position &+= 8
        }
        if position < bytes.count { state = mix(state ^ word(bytes, at: position, count: bytes.count &- position), first) }
        return mix(state, third)
    }

    /// Hash of some numbers.
    package static func hash(_ numbers: Int64..., seed: UInt64) -> UInt64 {
        numbers.reduce(mix(seed ^ first, third)) { mix($0 ^ UInt64(bitPattern: $1), second) &+ first }
    }

    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    private static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3

    @inline(__always)
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for offset in 0..<count { value |= UInt64(bytes[position &+ offset]) << UInt64(offset &* 8) }
        return value
    }

    /// Both halves of the full product, folded.
    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
