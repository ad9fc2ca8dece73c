import Documents
import Model
import Storage

/// What a policy no longer keeps: days as a whole, and rows of others.
struct ExpiryPlan {
    private(set) var days: [DayPartition] = []
    private(set) var rows: [ExpiredRows] = []
    /// Up to when messages of the days in `days` were received at the most; a day that is not named has none.
    private var ends: [DayPartition: Timestamp] = [:]

    init(
        _ policy: RetentionPolicy, at now: Timestamp, days all: [DayPartition], _ connection: Connection
    ) throws(StorageError) {
        guard let shortest = policy.shortestSeconds else { return }
        let channels = try connection.query(
            "SELECT DISTINCT name FROM counter WHERE kind = $1", .int(CounterKind.channel.rawValue)
        ).map { $0.string(0) }
        for day in all {
            // The lag rules most days out without a look at them.
            let earliest = Int64(RecordKey(rawValue: day.low).seconds) - day.receipt.high
            guard earliest < now.seconds - shortest else { continue }
            var present: [String] = []
            for channel in channels where try day.has(channel, connection) { present.append(channel) }
            guard !present.isEmpty else {
                // Emptied row by row; the days around now are made ahead and stay.
                if Int64(RecordKey(rawValue: day.high).seconds) < now.seconds - ExpiryPlan.keptEmptySeconds { days.append(day) }
                continue
            }
            let periods = Set(present.map { policy.period(of: $0) })
            let longest = periods.map { $0.seconds ?? .max }.max() ?? .max
            if longest < .max, try day.isReceived(before: ExpiryPlan.end(longest, now), connection) {
                days.append(day)
                ends[day] = ExpiryPlan.end(longest, now)
                continue
            }
            // Those go together before long.
            if periods.count == 1, let only = periods.first, day.receiptSpan <= only.grace { continue }
            for channel in present {
                guard let seconds = policy.period(of: channel).seconds else { continue }
                rows.append(ExpiredRows(day: day, channel: channel, before: ExpiryPlan.end(seconds, now)))
            }
        }
    }

    /// Seconds after its end for which a day without messages is left alone.
    private static let keptEmptySeconds: Int64 = 2 * 86_400

    private static func end(_ seconds: Int64, _ now: Timestamp) -> Timestamp {
        Timestamp(microseconds: now.microseconds &- seconds &* 1_000_000)
    }

    /// Nothing of a day was received at or after that time.
    func end(of day: DayPartition) -> Timestamp { ends[day] ?? Timestamp(microseconds: .min) }
}

/// Messages of a channel in one day that were received before a time.
struct ExpiredRows {
    let day: DayPartition
    let channel: String
    let before: Timestamp

    /// Messages that one transaction deletes.
    static let perStep = 1_000
}

extension DayPartition {
    /// Seconds from the first to the last receipt that it may hold.
    fileprivate var receiptSpan: Int64 {
        Int64(RecordKey(rawValue: high).seconds) - Int64(RecordKey(rawValue: low).seconds) + receipt.high - receipt.low
    }

    fileprivate func has(_ channel: String, _ connection: Connection) throws(StorageError) -> Bool {
        try connection.exists(
            "SELECT 1 FROM raw_\(name) WHERE left(channel, 200) = left($1, 200) AND channel = $1 LIMIT 1", .text(channel))
    }

    /// Whether all messages of the day were received before a time.
    func isReceived(before time: Timestamp, _ connection: Connection) throws(StorageError) -> Bool {
        try !connection.exists("SELECT 1 FROM raw_\(name) WHERE received >= $1 LIMIT 1", .int(time.microseconds))
    }
}
