import Documents
import Model

/// How far the seconds of times may lie from the seconds of keys in a partition.
struct Lag: Hashable, Sendable {
    var low: Int64 = 0
    var high: Int64 = 0

    mutating func cover(_ lag: Int64) {
        low = min(low, lag)
        high = max(high, lag)
    }

    mutating func cover(_ other: Lag) {
        low = min(low, other.low)
        high = max(high, other.high)
    }
}

/// The partition of one UTC day: keys in [low, high).
struct DayPartition: Hashable, Sendable {
    let low: Int64
    let high: Int64
    /// Of receipts.
    var receipt = Lag()
    /// Of sessions.
    var session = Lag()

    private static let seconds: UInt32 = 86_400

    /// Lowest key of the day of a second.
    static func low(ofSecond second: UInt32) -> Int64 {
        RecordKey(seconds: second / seconds * seconds, counter: 0, node: 0).rawValue
    }

    init(low: Int64, high: Int64, receipt: Lag = Lag(), session: Lag = Lag()) {
        self.low = low
        self.high = high
        self.receipt = receipt
        self.session = session
    }

    /// The day that begins with a key; the last day that seconds of 32 bits can name ends with the last key.
    init(low: Int64) {
        let length = RecordKey(seconds: DayPartition.seconds, counter: 0, node: 0).rawValue
        let (sum, overflow) = low.addingReportingOverflow(length)
        self.init(low: low, high: overflow ? .max : sum)
    }

    /// `YYYYMMDD`, the end of its tables' names.
    var name: String {
        let day = Timestamp(microseconds: Int64(RecordKey(rawValue: low).seconds) * 1_000_000).dayNumber
        return "\(day)"
    }

    /// Keys that may have a time in [from, to], both in seconds; nil when none may.
    func keys(from: Int64?, to: Int64?, lag: Lag) -> ClosedRange<Int64>? {
        var first = low
        var last = high - 1
        if let from { first = max(first, DayPartition.key(ofSecond: from.subtractingClamped(lag.high))) }
        if let to { last = min(last, DayPartition.key(ofSecond: to.subtractingClamped(lag.low).addingClamped(1)) - 1) }
        return first <= last ? first...last : nil
    }

    private static func key(ofSecond second: Int64) -> Int64 {
        second > Int64(UInt32.max) ? .max : RecordKey(seconds: UInt32(clamping: second), counter: 0, node: 0).rawValue
    }
}

extension Int64 {
    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }

    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
