/// A generator with a seed that a failed run can be repeated with.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator with a random seed, which is printed.
    static func printingSeed(_ name: String = #function) -> SplitMix {
        let seed = UInt64.random(in: .min ... .max)
        print("seed of \(name): \(seed)")
        return SplitMix(seed: seed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
