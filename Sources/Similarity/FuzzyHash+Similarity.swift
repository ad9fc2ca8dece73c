extension FuzzyHash {
    /// How alike two contents are by their hashes: 0 for nothing in common, 100 for no difference (appendix A.2).
    public func similarity(to other: FuzzyHash) -> Int {
        let (left, right) = (withoutRuns, other.withoutRuns)
        if blockSize == other.blockSize {
            if left.first == right.first { return 100 }
            return max(
                FuzzyHash.score(left.first, right.first, blockSize), FuzzyHash.score(left.second, right.second, blockSize &* 2))
        }
        if blockSize / 2 == other.blockSize, blockSize % 2 == 0 { return FuzzyHash.score(left.first, right.second, blockSize) }
        if other.blockSize / 2 == blockSize, other.blockSize % 2 == 0 {
            return FuzzyHash.score(left.second, right.first, other.blockSize)
        }
        return 0
    }

    /// A part in common of this length is needed for any likeness.
    private static let commonLength = 7

    /// Runs of more than three equal characters say little, and count as three.
    private var withoutRuns: FuzzyHash {
        func shortened(_ part: [UInt8]) -> [UInt8] {
            part.indices.filter { $0 < 3 || Set(part[($0 - 3)...$0]).count > 1 }.map { part[$0] }
        }
        return FuzzyHash(blockSize: blockSize, first: shortened(first), second: shortened(second))
    }

    private static func score(_ left: [UInt8], _ right: [UInt8], _ blockSize: UInt64) -> Int {
        guard haveCommonPart(left, right) else { return 0 }
        let distance = left.count + right.count - 2 * commonSubsequence(left, right)
        let score = 100 - distance * longestPart / (left.count + right.count) * 100 / longestPart
        // Few pieces of a small block size are alike by chance.
        let cap = (blockSize / 3).multipliedReportingOverflow(by: UInt64(min(left.count, right.count)))
        return cap.overflow ? score : min(score, Int(min(cap.partialValue, 100)))
    }

    private static func haveCommonPart(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count >= commonLength, right.count >= commonLength else { return false }
        let parts = Set((0...(left.count - commonLength)).map { left[$0..<($0 + commonLength)] })
        return (0...(right.count - commonLength)).contains { parts.contains(right[$0..<($0 + commonLength)]) }
    }

    /// Length of the longest common subsequence: with insertions and deletions of cost 1 and replacements of cost 2, it gives the
    /// distance.
    private static func commonSubsequence(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = [Int](repeating: 0, count: right.count + 1)
        for character in left {
            var diagonal = 0
            for (position, other) in right.enumerated() {
                let above = row[position + 1]
                row[position + 1] = character == other ? diagonal + 1 : max(above, row[position])
                diagonal = above
            }
        }
        return row[right.count]
    }
}
