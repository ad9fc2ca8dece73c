/// The format of dates in PATCH arguments, `2016-03-01 13:45:00.123456`: a fraction of one to six digits must be there
/// (crits-api.md 9.4). Times are UTC.
public enum StrictDate {
    /// The date of a text that is one as a whole; nil for any other.
    public static func parse(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8.prefix(27))
        guard bytes.count <= 26 else { return nil }
        var fields: [Int] = []
        var position = 0
        for (width, separator) in StrictDate.layout {
            let start = position
            var value = 0
            while position < bytes.count, position - start < width.upperBound, (0x30...0x39).contains(bytes[position]) {
                value = value * 10 + Int(bytes[position] - 0x30)
                position += 1
            }
            guard width.contains(position - start) else { return nil }
            if let separator {
                guard position < bytes.count, bytes[position] == separator else { return nil }
                position += 1
            } else {
                for _ in position - start..<6 { value *= 10 }
            }
            fields.append(value)
        }
        guard position == bytes.count, fields[0] >= 1 else { return nil }
        return Timestamp(
            year: fields[0], month: fields[1], day: fields[2], hour: fields[3], minute: fields[4], second: fields[5],
            microsecond: fields[6])
    }

    /// Digits of each number and what stands behind it, as `strptime` reads `%Y-%m-%d %H:%M:%S.%f`.
    private static let layout: [(width: ClosedRange<Int>, separator: UInt8?)] = [
        (4...4, 0x2D), (1...2, 0x2D), (1...2, 0x20), (1...2, 0x3A), (1...2, 0x3A), (1...2, 0x2E), (1...6, nil),
    ]
}
