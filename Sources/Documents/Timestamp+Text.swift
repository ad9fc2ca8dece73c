extension Timestamp {
    /// Appends `YYYY-MM-DDThh:mm:ss`, then `.ffffff` unless the fraction is 0 (honeypot-api.md 2); no zone.
    public func appendText(to output: inout [UInt8], wholeSeconds: Bool = false) {
        let parts = calendar
        // Years past 9999 wrap; ruling 15 knows none.
        let year = parts.year.magnitude % 10_000
        Timestamp.append(Int(year / 100), to: &output)
        Timestamp.append(Int(year % 100), to: &output)
        for (separator, value) in [(0x2D, parts.month), (0x2D, parts.day), (0x54, parts.hour), (0x3A, parts.minute), (0x3A, parts.second)]
            as [(UInt8, Int)]
        {
            output.append(separator)
            Timestamp.append(value, to: &output)
        }
        if !wholeSeconds, parts.microsecond != 0 {
            output.append(0x2E)
            Timestamp.append(parts.microsecond / 10_000, to: &output)
            Timestamp.append(parts.microsecond / 100 % 100, to: &output)
            Timestamp.append(parts.microsecond % 100, to: &output)
        }
    }

    /// Appends two digits of a number below 100.
    @inline(__always)
    private static func append(_ value: Int, to output: inout [UInt8]) {
        output.append(0x30 &+ UInt8(truncatingIfNeeded: value / 10))
        output.append(0x30 &+ UInt8(truncatingIfNeeded: value % 10))
    }

    /// Reads `YYYY-MM-DD`, optionally with `T` or a blank and `hh:mm[:ss[.f…]]`, optionally with `Z` or `±hh[:]mm`.
    ///
    /// Digits of the fraction past the sixth are cut. Without a zone the time is UTC. Nil for anything else, and for more than 64 bytes.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8.prefix(65))
        guard bytes.count <= 64 else { return nil }
        var reader = FixedTextReader(bytes)
        guard let year = reader.number(4), reader.skip(0x2D), let month = reader.number(2), reader.skip(0x2D),
            let day = reader.number(2)
        else { return nil }
        var hour = 0
        var minute = 0
        var second = 0
        var fraction = 0
        var offset = 0
        if reader.skip(0x54) || reader.skip(0x20) {
            guard let hours = reader.number(2), reader.skip(0x3A), let minutes = reader.number(2) else { return nil }
            (hour, minute) = (hours, minutes)
            if reader.skip(0x3A) {
                guard let seconds = reader.number(2) else { return nil }
                second = seconds
                if reader.skip(0x2E) {
                    guard let microseconds = reader.fraction() else { return nil }
                    fraction = microseconds
                }
            }
            guard let minutesEast = reader.zone() else { return nil }
            offset = minutesEast
        }
        guard reader.isAtEnd,
            let local = Timestamp(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: fraction)
        else { return nil }
        self.init(microseconds: local.microseconds - Int64(offset) * 60_000_000)
    }
}

extension Timestamp: CustomStringConvertible {
    /// The form of the Mnemosyne WebAPI: UTC without a zone.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(26)
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// Reads numbers of a known width out of a short text.
private struct FixedTextReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func digit() -> Int? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return Int(bytes[position] - 0x30)
    }

    mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    mutating func fraction() -> Int? {
        guard var value = digit() else { return nil }
        var width = 1
        while let next = digit() {
            if width < 6 { value = value * 10 + next }
            width += 1
        }
        while width < 6 {
            value *= 10
            width += 1
        }
        return value
    }

    /// Minutes east of UTC; 0 where no zone is given.
    mutating func zone() -> Int? {
        if isAtEnd || skip(0x5A) { return 0 }
        let sign = skip(0x2B) ? 1 : skip(0x2D) ? -1 : 0
        guard sign != 0, let hours = number(2) else { return nil }
        _ = skip(0x3A)
        guard let minutes = number(2), hours <= 14, minutes <= 59 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
