/// An IP address read from text, without regard to the machine's resolver.
enum IPLiteral: Equatable, Sendable {
    case v4(UInt32)
    case v6(high: UInt64, low: UInt64)

    /// Longest spelling of an address: eight groups of which the last two are a dotted quad.
    private static let maximumBytes = 45

    /// An address, dotted (four decimal numbers without leading zeros) or of RFC 4291 section 2.2; nil for all else.
    init?(_ text: String) {
        guard text.utf8.count <= IPLiteral.maximumBytes else { return nil }
        var text = text
        let parsed = text.withUTF8 { IPLiteral.parse($0[...]) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// Whether the address is inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (normalization.md 3.1).
    var isPrivate: Bool {
        guard case .v4(let bits) = self else { return false }
        return bits >> 24 == 10 || bits >> 20 == 0xAC1 || bits >> 16 == 0xC0A8
    }

    /// The IPv4 address inside an IPv4-mapped IPv6 address.
    var mappedQuad: UInt32? {
        guard case .v6(0, let low) = self, low >> 32 == 0xFFFF else { return nil }
        return UInt32(truncatingIfNeeded: low)
    }

    /// The text, or the dotted address inside it when it is an IPv4-mapped one in any spelling (normalization.md 3.1).
    static func unwrapped(_ text: String) -> String {
        var spelling = text
        guard spelling.withUTF8({ $0.contains(UInt8(ascii: ":")) }), let quad = IPLiteral(text)?.mappedQuad else { return text }
        return "\(quad >> 24).\(quad >> 16 & 0xFF).\(quad >> 8 & 0xFF).\(quad & 0xFF)"
    }

    private static func parse(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> IPLiteral? {
        if let quad = dottedQuad(text) { return .v4(quad) }
        return groups(text)
    }

    private static func dottedQuad(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32? {
        var bits: UInt32 = 0
        var parts = 0
        var value: UInt32 = 0
        var digits = 0
        for byte in text {
            switch byte {
            case 0x30...0x39:
                guard digits < 3, !(digits > 0 && value == 0) else { return nil }
                value = value &* 10 &+ UInt32(byte &- 0x30)
                digits &+= 1
            case UInt8(ascii: "."):
                guard digits > 0, value <= 255, parts < 3 else { return nil }
                bits = bits << 8 | value
                parts &+= 1
                (value, digits) = (0, 0)
            default:
                return nil
            }
        }
        guard parts == 3, digits > 0, value <= 255 else { return nil }
        return bits << 8 | value
    }

    private static func groups(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> IPLiteral? {
        var reader = GroupReader()
        var rest = text
        if rest.starts(with: [UInt8(ascii: ":"), UInt8(ascii: ":")]) {
            reader.gap = 0
            rest = rest.dropFirst(2)
            if rest.isEmpty { return reader.address }
        }
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            let piece = rest[rest.startIndex..<end]
            if end == rest.endIndex, piece.contains(UInt8(ascii: ".")) {
                guard let quad = dottedQuad(piece) else { return nil }
                reader.append(UInt16(truncatingIfNeeded: quad >> 16))
                reader.append(UInt16(truncatingIfNeeded: quad))
                return reader.address
            }
            guard let group = group(piece) else { return nil }
            reader.append(group)
            if end == rest.endIndex { return reader.address }
            rest = rest[rest.index(after: end)...]
            if rest.first == UInt8(ascii: ":") {
                guard reader.gap == nil else { return nil }
                reader.gap = reader.count
                rest = rest.dropFirst()
                if rest.isEmpty { return reader.address }
            }
        }
    }

    private static func group(_ piece: Slice<UnsafeBufferPointer<UInt8>>) -> UInt16? {
        guard (1...4).contains(piece.count) else { return nil }
        var value: UInt16 = 0
        for byte in piece {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte &- 0x30)
            case 0x41...0x46: value = value << 4 | UInt16(byte &- 0x37)
            case 0x61...0x66: value = value << 4 | UInt16(byte &- 0x57)
            default: return nil
            }
        }
        return value
    }
}

/// Collects the groups of an IPv6 address; the gap is where `::` stood.
private struct GroupReader {
    private var high: UInt64 = 0
    private var low: UInt64 = 0
    private(set) var count = 0
    var gap: Int?

    mutating func append(_ group: UInt16) {
        high = high << 16 | low >> 48
        low = low << 16 | UInt64(group)
        count &+= 1
    }

    /// The address, nil when there are too few or too many groups.
    var address: IPLiteral? {
        guard let gap else { return count == 8 ? .v6(high: high, low: low) : nil }
        guard count < 8 else { return nil }
        let tail = count &- gap
        var head = GroupReader()
        for index in 0..<8 {
            let fromEnd = 8 &- index
            if index < gap {
                head.append(group(at: index))
            } else if fromEnd <= tail {
                head.append(group(at: count &- fromEnd))
            } else {
                head.append(0)
            }
        }
        return .v6(high: head.high, low: head.low)
    }

    private func group(at index: Int) -> UInt16 {
        let shift = (count &- 1 &- index) &* 16
        return UInt16(truncatingIfNeeded: shift >= 64 ? high >> (shift &- 64) : low >> shift)
    }
}
