import Crypto
import Documents
import Model

/// Codes of an authenticator app that change every 30 seconds (RFC 6238 with SHA-1 and six digits, as all apps have it).
public struct TOTP: Sendable {
    /// Seconds of a step.
    static let period: Int64 = 30
    /// Steps before and after the present one whose codes are taken, for clocks that differ (crits-web.md 1.10).
    static let window: Int64 = 2
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    private let secret: [UInt8]

    /// A new one of 160 random bits.
    public init() {
        secret = RandomText.bytes(20)
    }

    /// One from its ``text``; nil for another form or less than 128 bits.
    init?(text: String) {
        var bytes: [UInt8] = []
        var buffer = 0
        var bits = 0
        for letter in text.utf8.prefix(256) {
            guard let value = TOTP.alphabet.firstIndex(of: letter) else { return nil }
            buffer = (buffer << 5 | value) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        guard bytes.count >= 16 else { return nil }
        secret = bytes
    }

    init(secret: [UInt8]) {
        self.secret = secret
    }

    /// The one that a user has.
    init(sealed: [UInt8], user: String, box: SecretBox) throws(AccountError) {
        guard let secret = Hexadecimal.decode(try box.open(sealed, for: TOTP.owner(of: user)).utf8) else {
            throw AccountError(.invalid, field: "second factor", "of '\(user)' can't be read")
        }
        self.secret = secret
    }

    /// For the store.
    func sealed(user: String, box: SecretBox) throws(AccountError) -> [UInt8] {
        try box.seal(Hexadecimal.encode(secret), for: TOTP.owner(of: user))
    }

    /// What a sealed secret is bound to.
    static func owner(of user: String) -> String { "totp/" + user }

    /// The secret as text, for typing it into an app: base 32 without padding.
    public var text: String {
        var result: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in secret {
            buffer = (buffer << 8 | Int(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                result.append(TOTP.alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { result.append(TOTP.alphabet[buffer << (5 - bits) & 31]) }
        return String(decoding: result, as: UTF8.self)
    }

    /// What an app reads from a QR code: `otpauth://totp/ISSUER:USER?secret=…`.
    public func address(user: String, issuer: String) -> String {
        let issuer = TOTP.escaped(issuer)
        return "otpauth://totp/\(issuer):\(TOTP.escaped(user))?secret=\(text)&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
    }

    /// The code of a step.
    func code(step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 0x0F)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    /// The step that a code belongs to, among those that are taken now; nil for a wrong code. Blanks in it do no harm.
    func step(of code: String, at now: Timestamp) -> Int64? {
        let given = code.utf8.prefix(64).filter { $0 != 0x20 }
        let present = now.microseconds / 1_000_000 / TOTP.period
        var found: Int64?
        for step in (present - TOTP.window)...(present + TOTP.window)
        where ConstantTime.areEqual(given, Array(self.code(step: step).utf8)) {
            found = step
        }
        return found
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
        return result
    }
}
