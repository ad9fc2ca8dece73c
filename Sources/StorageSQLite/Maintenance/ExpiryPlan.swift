internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// What a policy no longer keeps: segments as a whole, and rows of others.
///
/// Segments are judged by the channels in them and by the policy of today, whatever class they were made for, so that a
/// changed period holds for what is there already.
struct ExpiryPlan {
    private(set) var segments: [Segment] = []
    private(set) var rows: [ExpiredRows] = []

    init(_ policy: RetentionPolicy, at now: Timestamp, transaction: ReadTransaction) throws {
        guard let shortest = policy.shortestSeconds else { return }
        let channels = try ExpiryPlan.channels(transaction.db)
        for segment in try transaction.currentSegments() {
            if segment.rows == 0, segment.lastKey >= 0 {
                // Emptied row by row.
                segments.append(segment)
                continue
            }
            guard let received = segment.receiptSeconds, received.lowerBound < now.seconds - shortest else { continue }
            let present = try channels.filter { try ExpiryPlan.has($0.name, segment, transaction) }
            let periods = Set(present.map { policy.period(of: $0.name) })
            let longest = periods.map { $0.seconds ?? .max }.max() ?? .max
            // The last second is inside.
            if longest < .max, received.upperBound < now.seconds - longest {
                segments.append(segment)
                continue
            }
            // Those go together before long.
            if periods.count == 1, let only = periods.first, received.upperBound - received.lowerBound <= only.grace { continue }
            for channel in present {
                guard let seconds = policy.period(of: channel.name).seconds else { continue }
                let before = Timestamp(microseconds: now.microseconds - seconds * 1_000_000)
                rows.append(ExpiredRows(segment: segment, channel: channel, before: before))
            }
        }
    }

    /// A channel and its number.
    struct Channel {
        let number: Int64
        let name: String
    }

    private static func channels(_ db: Database) throws -> [Channel] {
        let rows = try db.prepared("SELECT channel, name FROM channel_total JOIN name ON name.id = channel")
        defer { rows.reset() }
        var found: [Channel] = []
        while try rows.step() { found.append(Channel(number: rows.int64(0), name: rows.string(1))) }
        return found
    }

    private static func has(_ channel: String, _ segment: Segment, _ transaction: ReadTransaction) throws -> Bool {
        var tokens = FilterTokens(seed: transaction.readers.seed)
        tokens.add(channel: channel)
        let row = try transaction.db.prepared("SELECT 1 FROM \(segment.index) WHERE \(segment.index) MATCH ? LIMIT 1")
        row.bind(1, text: tokens.bytes)
        defer { row.reset() }
        return try row.step()
    }
}

/// Messages of a channel in one segment that were received before a time.
struct ExpiredRows {
    let segment: Segment
    let channel: ExpiryPlan.Channel
    let before: Timestamp

    /// Messages that one transaction deletes.
    static let perStep = 500

    /// The first of them after a key, in order; empty when there are no more.
    func keys(after last: RecordKey?, _ transaction: ReadTransaction) throws -> [RecordKey] {
        let first = last.map { $0.rawValue &+ 1 } ?? 0
        guard let receipts = try transaction.currentSegments().first(where: { $0.id == segment.id })?.receiptLag,
            first <= segment.lastKey,
            let range = receipts.keys(fromSeconds: nil, toSeconds: before.seconds, in: first...segment.lastKey)
        else { return [] }
        var tokens = FilterTokens(seed: transaction.readers.seed)
        tokens.add(channel: channel.name)
        let (index, raw) = (segment.index, segment.raw)
        let rows = try transaction.db.prepared(
            """
            SELECT key FROM \(index) CROSS JOIN \(raw) ON key = \(index).rowid
            WHERE \(index) MATCH ?1 AND \(index).rowid BETWEEN ?2 AND ?3 AND channel = ?4 AND received < ?5
            ORDER BY \(index).rowid LIMIT \(ExpiredRows.perStep)
            """)
        rows.bind(1, text: tokens.bytes)
        rows.bind(2, range.lowerBound)
        rows.bind(3, range.upperBound)
        rows.bind(4, channel.number)
        rows.bind(5, before.microseconds)
        defer { rows.reset() }
        var keys: [RecordKey] = []
        while try rows.step() { keys.append(RecordKey(rawValue: rows.int64(0))) }
        return keys
    }
}
