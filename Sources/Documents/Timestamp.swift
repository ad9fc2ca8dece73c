/// A point in time as microseconds since 1970-01-01T00:00:00 UTC (ruling 15).
public struct Timestamp: Hashable, Sendable, Comparable {
    /// Microseconds since the epoch; negative before it.
    public var microseconds: Int64

    /// A time from microseconds since the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A time from its calendar parts in UTC; nil when one is out of its range.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= Timestamp.days(of: month, year: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second), (0...999_999).contains(microsecond)
        else { return nil }
        let days = Timestamp.daysFromCivil(year: year, month: month, day: day)
        let seconds = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(microseconds: seconds * 1_000_000 + Int64(microsecond))
    }

    /// Whole Unix seconds, rounded towards the past.
    public var seconds: Int64 {
        microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    }

    /// Calendar parts in UTC.
    public var calendar: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int) {
        let seconds = self.seconds
        let rest = Int(microseconds % 1_000_000)
        let fraction = rest < 0 ? rest + 1_000_000 : rest
        var days = Int(seconds / 86_400)
        var time = Int(seconds % 86_400)
        if time < 0 {
            time += 86_400
            days -= 1
        }
        let (year, month, day) = Timestamp.civilFromDays(days)
        return (year, month, day, time / 3_600, time / 60 % 60, time % 60, fraction)
    }

    /// `YYYYMMDD` of the UTC day, as a number.
    public var dayNumber: Int {
        let parts = calendar
        return parts.year * 10_000 + parts.month * 100 + parts.day
    }

    /// The earlier time is the smaller.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    private static func days(of month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since the epoch of a date of the proleptic Gregorian calendar.
    private static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civilFromDays(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
