internal import Model

/// A range of keys and the tables its rows lie in (design decision 9).
struct Segment: Sendable, Equatable {
    var id: Int64
    /// The period for which its messages were to be kept when they came; empty: for ever.
    var retentionClass: String
    /// Keys at or above.
    var low: Int64
    /// Keys below.
    var high: Int64
    var rows = 0
    /// The lowest key that is there; above `lastKey` while there is none.
    var firstKey = Int64.max
    var lastKey: Int64 = -1
    var receiptLag = Lag()
    var sessionLag = Lag()
    /// Whether a message in it has an id that it had elsewhere.
    var hasForeignIDs = false
    /// How far its index has been merged into one part.
    var indexState = IndexState.growing
    /// Whether the writer has changed it since the last commit.
    var isChanged = false

    var raw: String { "raw_\(id)" }
    var session: String { "session_\(id)" }
    var activity: String { "activity_\(id)" }
    var index: String { "index_\(id)" }

    /// The class of messages that are kept that long.
    static func retentionClass(of period: RetentionPeriod) -> String {
        period == .forever ? "" : period.description
    }

    /// Between which seconds its messages were received, at the widest; nil while it has none.
    var receiptSeconds: ClosedRange<Int64>? {
        guard rows > 0, receiptLag.low <= receiptLag.high else { return nil }
        let first = Int64(RecordKey(rawValue: firstKey).seconds) &- receiptLag.high
        return first...max(first, Int64(RecordKey(rawValue: lastKey).seconds) &- receiptLag.low)
    }

    /// Whether it would hold messages of more time with a key than may go at once.
    func spans(_ key: Int64, _ period: RetentionPeriod) -> Bool {
        let first = RecordKey(rawValue: min(firstKey, key)).seconds
        return Int64(RecordKey(rawValue: max(lastKey, key)).seconds) - Int64(first) >= period.grace
    }

    func covers(_ key: Int64) -> Bool { key >= low && key < high }
}

/// How far the index of a segment has been merged.
///
/// While it grows it lies in some dozen parts, each of which a look-up has to ask. Once its segment is sealed they are
/// merged, in short steps, so that a rare value costs little however many segments there are.
enum IndexState: Int64, Sendable {
    case growing = 0
    case sealed = 1
    case merging = 2
    case merged = 3
}

/// How far the seconds in a key lie from those of a time in its row: what lets a range of times cut a range of keys.
///
/// Keys of live messages lie at or a little after their receipt; a sensor with a wrong clock can put a session anywhere.
struct Lag: Sendable, Equatable {
    var low = Int64.max
    var high = Int64.min

    mutating func include(keySeconds: UInt32, timeSeconds: Int64) {
        let lag = Int64(keySeconds) &- timeSeconds
        if lag < low { low = lag }
        if lag > high { high = lag }
    }

    /// The keys that rows with a time in `[from, to)` may have, within a segment.
    func keys(fromSeconds: Int64?, toSeconds: Int64?, in range: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        guard low <= high else { return nil }
        var (first, last) = (range.lowerBound, range.upperBound)
        if let fromSeconds {
            first = max(first, Lag.key(atSecond: fromSeconds &+ low))
        }
        if let toSeconds {
            // The last second is inside: a time before `to` may share its second.
            last = min(last, Lag.key(atSecond: toSeconds &+ high &+ 1) - 1)
        }
        return first <= last ? first...last : nil
    }

    private static func key(atSecond second: Int64) -> Int64 {
        RecordKey(seconds: UInt32(clamping: second), counter: 0, node: 0).rawValue
    }
}
