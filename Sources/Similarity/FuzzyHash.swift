/// A context-triggered piecewise hash as the program `ssdeep` writes it (crits-resources-2.md, appendix A): similar contents have
/// similar ones.
public struct FuzzyHash: Sendable, Equatable {
    /// Bytes from one trigger to the next on average: 3 times a power of two.
    public let blockSize: UInt64
    /// A character for each piece at the block size.
    public let first: [UInt8]
    /// A character for each piece at twice the block size.
    public let second: [UInt8]

    /// Characters of a part: the longest that is made, and some room for what other programs write.
    static let longestPart = 64
    private static let longestRead = 2 * longestPart

    init(blockSize: UInt64, first: [UInt8], second: [UInt8]) {
        self.blockSize = blockSize
        self.first = first
        self.second = second
    }

    /// Reads `block size:first:second`; what follows a comma, such as a file name, is left out. Nil for what is none.
    public init?(_ text: some StringProtocol) {
        let hash = text.utf8.prefix { $0 != UInt8(ascii: ",") }
        let parts = hash.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, let blockSize = UInt64(String(decoding: Array(parts[0]), as: UTF8.self)), blockSize >= 3,
            parts[1].count <= FuzzyHash.longestRead, parts[2].count <= FuzzyHash.longestRead
        else { return nil }
        self.init(blockSize: blockSize, first: Array(parts[1]), second: Array(parts[2]))
    }

    /// `block size:first:second`.
    public var text: String {
        "\(blockSize):" + String(decoding: first + [UInt8(ascii: ":")] + second, as: UTF8.self)
    }
}
