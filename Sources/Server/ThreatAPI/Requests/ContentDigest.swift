import Crypto
import Similarity

/// What is computed of a content while it passes by; no more than its beginning is kept.
struct ContentDigest {
    private static let beginningSize = 64 * 1_024

    /// Bytes so far.
    private(set) var size: Int64 = 0
    /// The first 64 KiB, from which the kind of file is told.
    private(set) var beginning: [UInt8] = []
    private var md5Hash = Insecure.MD5()
    private var sha1Hash = Insecure.SHA1()
    private var sha256Hash = SHA256()
    private var similarity: FuzzyHasher?

    /// That of a sample has a fuzzy hash too, which takes longer than all others together.
    init(ofSample isSample: Bool) {
        similarity = isSample ? FuzzyHasher() : nil
    }

    mutating func take(_ bytes: [UInt8]) {
        md5Hash.update(data: bytes)
        sha1Hash.update(data: bytes)
        sha256Hash.update(data: bytes)
        similarity?.update(bytes)
        size += Int64(bytes.count)
        if beginning.count < ContentDigest.beginningSize {
            beginning.append(contentsOf: bytes.prefix(ContentDigest.beginningSize - beginning.count))
        }
    }

    /// 16 bytes.
    var md5: [UInt8] { Array(md5Hash.finalize()) }
    /// 20 bytes.
    var sha1: [UInt8] { Array(sha1Hash.finalize()) }
    /// 32 bytes.
    var sha256: [UInt8] { Array(sha256Hash.finalize()) }
    /// The fuzzy hash of a sample (crits-resources-2.md appendix A).
    var ssdeep: String? { similarity?.finish().text }
}
