import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A salted slow hash of a password by scrypt, with its parameters (ruling 13).
///
/// The text form is `$scrypt$n=32768,r=8,p=3$SALT$HASH`, salt and hash in base64.
public struct PasswordHash: Sendable, Equatable {
    /// What a derivation costs.
    public struct Cost: Sendable, Equatable {
        /// Rounds, a power of two.
        public var rounds: Int
        /// Factor of memory and work, in units of 128 bytes.
        public var blockSize: Int
        /// Passes one after the other.
        public var parallelism: Int

        /// OWASP's second choice: 32 MiB of memory for each of three passes.
        public static let standard = Cost(rounds: 32_768, blockSize: 8, parallelism: 3)

        /// A cost.
        public init(rounds: Int, blockSize: Int, parallelism: Int) {
            self.rounds = rounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// Bounds for stored hashes: a damaged row must not take all memory.
        fileprivate var isAcceptable: Bool {
            (2...1_048_576).contains(rounds) && rounds & (rounds - 1) == 0 && (1...32).contains(blockSize)
                && (1...16).contains(parallelism)
        }
    }

    /// Parameters of the derivation.
    public let cost: Cost
    private let salt: [UInt8]
    private let digest: [UInt8]

    private static let saltLength = 16
    private static let digestLength = 32

    /// Hashes a password; takes a good part of a second, so only ``PasswordHasher`` calls it.
    init(password: String, cost: Cost) throws {
        self.cost = cost
        salt = RandomText.bytes(PasswordHash.saltLength)
        digest = try PasswordHash.derive(password, salt: salt, cost: cost, length: PasswordHash.digestLength)
    }

    /// Reads the text form; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = PasswordHash.cost(parts[2]),
            let salt = Data(base64Encoded: String(parts[3])), let digest = Data(base64Encoded: String(parts[4])),
            !salt.isEmpty, (16...64).contains(digest.count)
        else { return nil }
        self.cost = cost
        self.salt = Array(salt)
        self.digest = Array(digest)
    }

    /// The text form.
    public var text: String {
        let parameters = "n=\(cost.rounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(Data(salt).base64EncodedString())$\(Data(digest).base64EncodedString())"
    }

    /// Whether the password is the one; takes as long as hashing it.
    func matches(_ password: String) -> Bool {
        guard let other = try? PasswordHash.derive(password, salt: salt, cost: cost, length: digest.count) else { return false }
        return ConstantTime.areEqual(other, digest)
    }

    private static func cost(_ text: Substring) -> Cost? {
        var values: [Substring: Int] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let number = Int(pair[1]) else { return nil }
            values[pair[0]] = number
        }
        guard let rounds = values["n"], let size = values["r"], let parallelism = values["p"] else { return nil }
        let cost = Cost(rounds: rounds, blockSize: size, parallelism: parallelism)
        return cost.isAcceptable ? cost : nil
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Cost, length: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: length, rounds: cost.rounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
