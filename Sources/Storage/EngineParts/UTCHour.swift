package import Documents

/// An hour of UTC, by which messages are counted (normalization.md 1.6).
package struct UTCHour: Hashable, Sendable {
    /// Hours since the epoch.
    package let number: Int64

    package init(_ time: Timestamp) {
        let seconds = time.seconds
        number = seconds >= 0 ? seconds / 3_600 : (seconds - 3_599) / 3_600
    }

    /// The day as `YYYYMMDD` and the hour in it.
    package var calendar: (day: Int, hour: Int) {
        let time = Timestamp(microseconds: number * 3_600_000_000)
        return (time.dayNumber, time.calendar.hour)
    }
}

/// How often an ident was heard in one transaction, and when last.
package struct Hearing: Sendable {
    /// Microseconds of the latest receipt.
    package private(set) var last = Int64.min
    package private(set) var messages = 0

    package init() {}

    package mutating func count(_ received: Timestamp) {
        last = max(last, received.microseconds)
        messages += 1
    }
}
