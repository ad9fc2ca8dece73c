/// A sum over the last seven bytes, by which the ends of pieces are found wherever a content is shifted to.
struct RollingHash {
    private static let windowSize: UInt32 = 7

    /// The last bytes, the youngest lowest; one byte of the word is not used.
    private var window: UInt64 = 0
    private var plain: UInt32 = 0
    private var weighted: UInt32 = 0
    private var shifted: UInt32 = 0

    /// The sum.
    var sum: UInt32 { plain &+ weighted &+ shifted }

    @inline(__always)
    mutating func take(_ byte: UInt8) {
        let new = UInt32(byte)
        weighted = weighted &- plain &+ RollingHash.windowSize &* new
        plain = plain &+ new &- UInt32(truncatingIfNeeded: (window &>> 48) & 0xFF)
        window = (window &<< 8) | UInt64(byte)
        shifted = (shifted &<< 5) ^ new
    }
}
