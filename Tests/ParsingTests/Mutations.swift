/// Damages files at random, the same way for the same seed.
struct Mutations {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A number below a bound.
    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    /// A copy with some bytes changed, cut every third time.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        var bytes = bytes
        for _ in 0...next(4) {
            let place = next(bytes.count)
            switch next(4) {
            case 0: bytes[place] = 0xFF
            case 1: bytes[place] ^= 1 << UInt8(next(8))
            default: bytes[place] = UInt8(next(256))
            }
        }
        if next(3) == 0 { bytes.removeLast(next(bytes.count)) }
        return bytes
    }
}
