import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Seals secrets that must be had back in the clear, such as those of sensors (design decision 21).
///
/// A sealed secret is one byte of version, one that tells the key, then nonce, ciphertext and tag of ChaCha20-Poly1305,
/// bound to what the secret belongs to. The first key seals; the others only open, so that keys can be rotated.
public struct SecretBox: Sendable {
    /// Bytes of a key.
    public static let keyLength = 32
    private static let version: UInt8 = 1

    private let keys: [(mark: UInt8, key: SymmetricKey)]

    /// A box with its keys, the sealing one first; throws when there is none or one has not 32 bytes.
    public init(keys: [[UInt8]]) throws(AccountError) {
        guard !keys.isEmpty, keys.allSatisfy({ $0.count == SecretBox.keyLength }) else {
            throw AccountError(.invalid, field: "secret key", "must be \(SecretBox.keyLength) bytes as 64 hexadecimal digits")
        }
        self.keys = keys.map { key in (SecretBox.mark(of: key), SymmetricKey(data: key)) }
    }

    /// Seals a secret for what it belongs to, such as `sensor/IDENT`.
    public func seal(_ secret: String, for owner: String) throws(AccountError) -> [UInt8] {
        do {
            let sealed = try ChaChaPoly.seal(Array(secret.utf8), using: keys[0].key, authenticating: Array(owner.utf8))
            return [SecretBox.version, keys[0].mark] + sealed.combined
        } catch {
            throw AccountError(.refused, field: "secret", "can't be sealed")
        }
    }

    /// Opens a sealed secret; throws when no key of this box sealed it, or for something else.
    public func open(_ sealed: [UInt8], for owner: String) throws(AccountError) -> String {
        guard sealed.count > 2, sealed[0] == SecretBox.version else {
            throw AccountError(.invalid, field: owner, "the sealed secret has an unknown form")
        }
        for (mark, key) in keys where mark == sealed[1] {
            guard let box = try? ChaChaPoly.SealedBox(combined: sealed[2...]),
                let opened = try? ChaChaPoly.open(box, using: key, authenticating: Array(owner.utf8))
            else { continue }
            return String(decoding: opened, as: UTF8.self)
        }
        throw AccountError(.invalid, field: owner, "the secret was sealed with another key (WAGGLE_SECRET_KEY or secret.key)")
    }

    /// Whether a secret is sealed with a key that is not the first one, and so waits to be sealed anew.
    public func isOutdated(_ sealed: [UInt8]) -> Bool {
        sealed.count < 2 || sealed[0] != SecretBox.version || sealed[1] != keys[0].mark
    }

    private static func mark(of key: [UInt8]) -> UInt8 {
        Array(SHA256.hash(data: key))[0]
    }
}
