/// The hashes of the pieces that are open at each block size.
///
/// Of such a hash only the six bits that choose its piece's character matter, and no higher bit ever gets into them: eight of them share
/// a word, a byte for each.
struct PieceHashes {
    private static let everyLane: UInt64 = 0x0101_0101_0101_0101
    /// The low six bits of the hash that a piece starts with, 0x28021967.
    private static let start: UInt64 = 0x27

    // Words of eight levels each. They are single properties so that they stay in registers.
    private var word0 = start &* everyLane
    private var word1 = start &* everyLane
    private var word2 = start &* everyLane
    private var word3 = start &* everyLane

    /// A byte in each lane.
    @inline(__always)
    static func spread(_ byte: UInt8) -> UInt64 { (UInt64(byte) & 0x3F) &* everyLane }

    /// Takes a byte that was ``spread(_:)``. Words of levels that never ended a piece are all alike: the last stands for them.
    @inline(__always)
    mutating func mix(_ spread: UInt64, words: Int) {
        word0 = PieceHashes.mixed(word0, spread)
        if words > 1 { word1 = PieceHashes.mixed(word1, spread) }
        if words > 2 { word2 = PieceHashes.mixed(word2, spread) }
        word3 = PieceHashes.mixed(word3, spread)
    }

    /// Multiplies each lane by 0x01000193, of which 19 is left in six bits, and adds the byte without carry.
    @inline(__always)
    private static func mixed(_ lanes: UInt64, _ spread: UInt64) -> UInt64 {
        let times16 = (lanes &<< 4) & 0x3030_3030_3030_3030
        let times2 = (lanes &<< 1) & 0x3E3E_3E3E_3E3E_3E3E
        return ((times16 &+ times2 &+ lanes) ^ spread) & 0x3F3F_3F3F_3F3F_3F3F
    }

    /// Makes a word one of its own that the last stood for so far.
    mutating func split(_ word: Int) { self[word: word] = word3 }

    /// Six bits.
    subscript(level: Int) -> Int { Int((self[word: level / 8] &>> UInt64(level % 8 * 8)) & 0x3F) }

    /// Six bits, also of a level whose word the last stands for.
    subscript(level: Int, words words: Int) -> Int {
        Int((self[word: level / 8 < words ? level / 8 : 3] &>> UInt64(level % 8 * 8)) & 0x3F)
    }

    /// Starts a new piece.
    mutating func restart(_ level: Int) {
        let shift = UInt64(level % 8 * 8)
        self[word: level / 8] = self[word: level / 8] & ~(0xFF &<< shift) | PieceHashes.start &<< shift
    }

    private subscript(word word: Int) -> UInt64 {
        get {
            switch word {
            case 0: word0
            case 1: word1
            case 2: word2
            default: word3
            }
        }
        set {
            switch word {
            case 0: word0 = newValue
            case 1: word1 = newValue
            case 2: word2 = newValue
            default: word3 = newValue
            }
        }
    }
}
