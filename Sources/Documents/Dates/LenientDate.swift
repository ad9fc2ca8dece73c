/// Dates as people write them (crits-api.md 4.5, crits-resources-1.md 1.4).
///
/// ISO 8601, `YYYY/MM/DD`, `MM/DD/YYYY`, RFC 2822, `5 March 2024`, `March 5, 2024 09:15`, ctime's form and their like; words
/// that are no date are skipped. A missing time is 00:00:00, missing parts of the date are those of today, no zone means UTC.
public enum LenientDate {
    /// Bytes of a text that are looked at.
    public static let maximumBytes = 1_024

    /// The date in a text; nil when there is none. Takes time in proportion to the length.
    public static func parse(_ text: String, now: Timestamp = .now) -> Timestamp? {
        var reader = DateReader(Array(text.utf8.prefix(maximumBytes)), currentYear: now.calendar.year)
        return reader.read().timestamp(today: now)
    }
}

/// The parts of a date that a text names.
struct DateParts {
    var year: Int?
    var month: Int?
    var day: Int?
    /// Microseconds since midnight.
    var time: Int64?
    var minutesEast: Int?

    /// A whole date that does not exist, such as `2015-02-30`.
    var isImpossible = false
    /// A short number that is no day, such as that of `32 January 2015`.
    var hasStrayNumber = false

    /// A day, or a month's name, alone is no date: texts are full of numbers, and `may` is a word.
    private var isEnough: Bool {
        guard !isImpossible, day != nil || !hasStrayNumber else { return false }
        return year != nil || (month != nil && day != nil) || time != nil
    }

    func timestamp(today: Timestamp) -> Timestamp? {
        guard isEnough else { return nil }
        let now = today.calendar
        let year = year ?? now.year
        let month = month ?? now.month
        guard let midnight = midnight(year: year, month: month, today: now.day) else { return nil }
        let shifted = midnight.microseconds &+ (time ?? 0) &- Int64(minutesEast ?? 0) &* 60_000_000
        let result = Timestamp(microseconds: shifted)
        return (1...9_999).contains(result.calendar.year) ? result : nil
    }

    /// A day that was named must exist; today's is cut to the length of the month.
    private func midnight(year: Int, month: Int, today: Int) -> Timestamp? {
        if let day { return Timestamp(year: year, month: month, day: day) }
        for candidate in stride(from: today, to: 0, by: -1) {
            if let date = Timestamp(year: year, month: month, day: candidate) { return date }
        }
        return nil
    }
}
