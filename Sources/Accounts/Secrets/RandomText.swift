import Documents

/// Random values from the system's generator, as text.
public enum RandomText {
    /// Bytes that nobody can guess.
    public static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// Lower-case hexadecimal digits for that many random bytes.
    public static func hexadecimal(bytes count: Int) -> String {
        Hexadecimal.encode(bytes(count))
    }

    /// A new secret for a sensor: 160 random bits, 40 digits.
    public static func sensorSecret() -> String { hexadecimal(bytes: 20) }
}
