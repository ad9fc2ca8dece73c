import Crypto

/// The challenge's answer: SHA-1 of the nonce followed by the secret.
public enum AuthenticationDigest {
    /// Stands for the secret of an unknown ident, so that it costs what a known one costs.
    private static let dummySecret = "unknown ident"

    /// The 20 raw bytes a client sends in AUTH.
    public static func digest(nonce: [UInt8], secret: String) -> [UInt8] {
        var hash = Insecure.SHA1()
        hash.update(data: nonce)
        hash.update(data: Array(secret.utf8))
        return Array(hash.finalize())
    }

    /// Whether `digest` answers `nonce` with one of `secrets`.
    ///
    /// Takes the same time for a wrong digest, a wrong length and an ident that has no secret: at least two hashes are always made and
    /// all are compared to the end.
    static func matches(_ digest: [UInt8], nonce: [UInt8], secrets: [String]) -> Bool {
        var matched = false
        for index in 0..<max(2, secrets.count) {
            let isReal = index < secrets.count
            let expected = Self.digest(nonce: nonce, secret: isReal ? secrets[index] : dummySecret)
            let equal = equalsInConstantTime(digest, expected)
            matched = matched || (equal && isReal)
        }
        return matched
    }

    private static func equalsInConstantTime(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
        var difference: UInt8 = given.count == expected.count ? 0 : 1
        for index in expected.indices {
            difference |= expected[index] ^ (index < given.count ? given[index] : 0)
        }
        return difference == 0
    }

    /// Four bytes from the system's cryptographic source. Exactly four: C clients read a `uint32`.
    static func makeNonce() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return withUnsafeBytes(of: generator.next() as UInt32) { Array($0) }
    }
}
