import Crypto
import Model
import Storage

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
}

// What each kind of document is found by; a SHA-256 each time they are asked for.

extension Contributions.URL {
    var digest: [UInt8] { Digest.of(url) }
}

extension Contributions.File {
    var digest: [UInt8] { Digest.of(hashes.sha512) }
}

extension Contributions.Dork {
    var digest: [UInt8] { Digest.of(type, content) }
}

extension Contributions.Metadata {
    var digest: [UInt8] { Digest.of(facts.ip, facts.honeypot) }
}
