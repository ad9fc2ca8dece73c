import Crypto
import Model

/// What rows of shared documents are found by: the SHA-256 of what makes them unique.
enum Digest {
    static func of(_ text: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(text.utf8)))
    }

    /// Of a pair; the length of the first keeps pairs apart.
    static func of(_ first: String, _ second: String) -> [UInt8] {
        var bytes: [UInt8] = []
        BinaryFormat.append(UInt32(clamping: first.utf8.count), to: &bytes)
        bytes += first.utf8
        bytes += second.utf8
        return Array(SHA256.hash(data: bytes))
    }

    static func of(file hashes: ContentHashes) -> [UInt8] { of(hashes.sha512) }

    static func of(dork content: String, type: String) -> [UInt8] { of(type, content) }

    static func of(_ facts: AttackerMetadata) -> [UInt8] { of(facts.ip, facts.honeypot) }
}
