/// How long messages of a channel are kept: some hours, days or weeks, or for ever.
public struct RetentionPeriod: Sendable, Hashable, CustomStringConvertible {
    /// Nil: for ever.
    public let seconds: Int64?

    /// Kept until somebody erases them.
    public static let forever = RetentionPeriod(seconds: nil)
    /// Longest period that can be said, in hours: a hundred years.
    private static let maximumHours = 36_500 * 24

    private init(seconds: Int64?) {
        self.seconds = seconds
    }

    /// Reads `90d`, `12h`, `4w`, a plain number of days, `0` or `forever`; nil for anything else.
    public init?(parsing text: String) {
        let text = text.lowercased()
        if text == "forever" {
            self = .forever
            return
        }
        let hours: Int
        var digits = text[...]
        switch text.last {
        case "h": hours = 1
        case "w": hours = 7 * 24
        default: hours = 24
        }
        if let unit = text.last, "hdw".contains(unit) { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.utf8.count <= 6, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int(digits),
            count * hours <= RetentionPeriod.maximumHours
        else { return nil }
        seconds = count == 0 ? nil : Int64(count * hours) * 3_600
    }

    /// As a setting shows it: `90d`, `12h` or `forever`.
    public var description: String {
        guard let seconds else { return "forever" }
        let hours = seconds / 3_600
        return hours.isMultiple(of: 24) ? "\(hours / 24)d" : "\(hours)h"
    }

    /// Seconds by which a message may outlive its period, because it is dropped together with its neighbours: a thirtieth
    /// of the period, at least an hour.
    public var grace: Int64 {
        guard let seconds else { return .max }
        return max(3_600, seconds / 30)
    }
}
