/// Makes a ``FuzzyHash`` of bytes that come one after the other; memory does not grow with them.
///
/// The block size depends on the length and on what was found, so all sizes are followed at once.
public struct FuzzyHasher: Sendable {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// Block sizes are `3 << level`.
    private static let levels = 31
    private static let longestFirst = 63
    private static let longestSecond = 31
    private static let shortestFirst = 32

    /// A string in the making at one block size.
    private struct Pieces {
        var characters: [UInt8] = []
        /// The character of what did not get a place of its own.
        var pending: UInt8?

        /// Takes the character of a piece that ended; whether the next piece starts anew.
        mutating func end(_ character: UInt8, limit: Int) -> Bool {
            guard characters.count < limit else {
                pending = character
                return false
            }
            characters.append(character)
            pending = nil
            return true
        }

        /// All characters, with that of the last piece.
        func closed(with last: UInt8?) -> [UInt8] { characters + [last ?? pending].compactMap { $0 } }
    }

    private var roll = RollingHash()
    private var length: UInt64 = 0
    private var firstHashes = PieceHashes()
    private var secondHashes = PieceHashes()
    /// Words of the hashes that have lanes of their own.
    private var words = 1
    private var firsts = [Pieces](repeating: Pieces(), count: FuzzyHasher.levels + 1)
    private var seconds = [Pieces](repeating: Pieces(), count: FuzzyHasher.levels + 1)
    /// The lowest level that can still be the result.
    private var lowest = 0

    /// A hasher of nothing.
    public init() {}

    /// The hash of a whole content.
    public static func hash(_ bytes: [UInt8]) -> FuzzyHash {
        var hasher = FuzzyHasher()
        hasher.update(bytes)
        return hasher.finish()
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: [UInt8]) {
        length &+= UInt64(bytes.count)
        bytes.withUnsafeBufferPointer { scan($0) }
        while lowest < FuzzyHasher.levels - 1, length > FuzzyHasher.reach(of: lowest),
            firsts[lowest + 1].characters.count >= FuzzyHasher.shortestFirst
        {
            lowest += 1
        }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
        // What changes with every byte is held in locals meanwhile, which is several times faster.
        var roll = roll
        var (first, second) = (firstHashes, secondHashes)
        var words = words
        let lowBits: UInt32 = (1 &<< UInt32(lowest)) &- 1
        for byte in bytes {
            roll.take(byte)
            let spread = PieceHashes.spread(byte)
            first.mix(spread, words: words)
            second.mix(spread, words: words)
            // A trigger of level n is a multiple of 3 << n.
            let value = roll.sum &+ 1
            if value & lowBits == 0, value % 3 == 0, value != 0 {
                trigger(through: value.trailingZeroBitCount, &first, &second)
                words = self.words
            }
        }
        self.roll = roll
        (firstHashes, secondHashes) = (first, second)
    }

    /// The hash of all bytes so far.
    public func finish() -> FuzzyHash {
        var level = lowest
        while level < FuzzyHasher.levels - 1, length > FuzzyHasher.reach(of: level) { level += 1 }
        while level > 0, firsts[level].characters.count < FuzzyHasher.shortestFirst { level -= 1 }
        let hasRest = roll.sum != 0
        let first = firsts[level].closed(with: hasRest ? character(firstHashes, level) : nil)
        let second = seconds[level + 1].closed(with: hasRest ? character(secondHashes, level + 1) : nil)
        return FuzzyHash(blockSize: 3 << UInt64(level), first: first, second: second)
    }

    /// The longest content for which a level is tried first.
    private static func reach(of level: Int) -> UInt64 { 192 << UInt64(level) }

    private mutating func trigger(through highest: Int, _ first: inout PieceHashes, _ second: inout PieceHashes) {
        let highest = min(highest, FuzzyHasher.levels)
        while words < min(highest / 8 + 1, 3) {
            first.split(words)
            second.split(words)
            words += 1
        }
        for level in lowest...highest {
            let isFirstEnd = firsts[level].end(FuzzyHasher.alphabet[first[level]], limit: FuzzyHasher.longestFirst)
            if isFirstEnd { first.restart(level) }
            let isSecondEnd = seconds[level].end(FuzzyHasher.alphabet[second[level]], limit: FuzzyHasher.longestSecond)
            if isSecondEnd { second.restart(level) }
        }
    }

    private func character(_ hashes: PieceHashes, _ level: Int) -> UInt8 {
        FuzzyHasher.alphabet[hashes[level, words: words]]
    }
}
