/// Twelve bytes that name a document: four of Unix seconds, five of the node, three of a counter (ruling 16).
///
/// Ids compare by their bytes, so they sort by time. The text form is 24 lower-case hexadecimal digits.
public struct ObjectID: Hashable, Sendable, Comparable {
    /// Creation time in Unix seconds.
    public let seconds: UInt32
    /// The middle eight bytes: five of the node, then the three of the counter.
    public let tail: UInt64

    /// An id from its parts.
    public init(seconds: UInt32, tail: UInt64) {
        self.seconds = seconds
        self.tail = tail
    }

    /// Reads 24 hexadecimal digits of either letter case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var seconds: UInt32 = 0
        var tail: UInt64 = 0
        var count = 0
        for byte in text.utf8 {
            guard count < 24, let digit = Hexadecimal.value(of: byte) else { return nil }
            if count < 8 {
                seconds = seconds << 4 | UInt32(digit)
            } else {
                tail = tail << 4 | UInt64(digit)
            }
            count += 1
        }
        guard count == 24 else { return nil }
        self.init(seconds: seconds, tail: tail)
    }

    /// Reads twelve bytes; nil when there are more or fewer.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 12 else { return nil }
        var seconds: UInt32 = 0
        var tail: UInt64 = 0
        for (position, byte) in bytes.enumerated() {
            if position < 4 {
                seconds = seconds << 8 | UInt32(byte)
            } else {
                tail = tail << 8 | UInt64(byte)
            }
        }
        self.init(seconds: seconds, tail: tail)
    }

    /// The twelve bytes, most significant first.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(12)
        for shift in stride(from: 24, through: 0, by: -8) { result.append(UInt8(truncatingIfNeeded: seconds >> shift)) }
        for shift in stride(from: 56, through: 0, by: -8) { result.append(UInt8(truncatingIfNeeded: tail >> UInt64(shift))) }
        return result
    }

    /// Appends the 24 hexadecimal digits.
    public func appendText(to output: inout [UInt8]) {
        for shift in stride(from: 28, through: 0, by: -4) {
            output.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: seconds >> UInt32(shift)) & 0xF))
        }
        for shift in stride(from: 60, through: 0, by: -4) {
            output.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: tail >> UInt64(shift)) & 0xF))
        }
    }

    /// Order of the twelve bytes.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.seconds, left.tail) < (right.seconds, right.tail)
    }
}

extension ObjectID: CustomStringConvertible {
    /// The 24 hexadecimal digits.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
