/// A context-triggered hash, `blocksize:first:second`, and how alike two of them are (crits-resources-2.md A.2).
struct FuzzyHash {
    private static let longest = 64
    /// Characters that two texts must have in common in one piece.
    private static let window = 7

    let blockSize: Int
    let first: [UInt8]
    let second: [UInt8]

    /// Nil for what is no such hash.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let blockSize = Int(HostileText.latin1(parts[0])), 1..<(1 << 40) ~= blockSize else { return nil }
        // After a comma the original program writes a file's name.
        let second = parts[2].prefix { $0 != UInt8(ascii: ",") }
        guard parts[1].count <= FuzzyHash.longest, second.count <= FuzzyHash.longest else { return nil }
        self.blockSize = blockSize
        first = FuzzyHash.shortened(parts[1])
        self.second = FuzzyHash.shortened(second)
    }

    /// Runs of more than three equal characters say nothing more than three do.
    private static func shortened(_ text: some Collection<UInt8>) -> [UInt8] {
        text.reduce(into: []) { result, byte in
            if result.count < 3 || result.suffix(3).contains(where: { $0 != byte }) { result.append(byte) }
        }
    }

    /// From 0 to 100.
    func similarity(to other: FuzzyHash) -> Int {
        if blockSize == other.blockSize {
            if first == other.first, second == other.second { return 100 }
            return max(
                FuzzyHash.score(first, other.first, blockSize), FuzzyHash.score(second, other.second, 2 * blockSize))
        }
        if blockSize == 2 * other.blockSize { return FuzzyHash.score(first, other.second, blockSize) }
        if other.blockSize == 2 * blockSize { return FuzzyHash.score(second, other.first, other.blockSize) }
        return 0
    }

    private static func score(_ left: [UInt8], _ right: [UInt8], _ blockSize: Int) -> Int {
        guard haveCommonPiece(left, right) else { return 0 }
        let distance = editDistance(left, right) * longest / (left.count + right.count) * 100 / longest
        // Short texts of small blocks are alike by chance.
        return min(100 - distance, blockSize / 3 * min(left.count, right.count))
    }

    private static func haveCommonPiece(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        func pieces(_ text: [UInt8]) -> Set<ArraySlice<UInt8>> {
            Set((0..<max(0, text.count - window + 1)).map { text[$0..<$0 + window] })
        }
        return !pieces(left).isDisjoint(with: pieces(right))
    }

    /// Inserting and deleting cost 1, changing 2.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let changed = diagonal + (byte == other ? 0 : 2)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, min(row[column], row[column + 1]) + 1)
            }
        }
        return row[right.count]
    }
}
