internal import GRDB
internal import Model
internal import Storage

/// What has to go next so that the store fits a budget of bytes: the oldest.
enum BudgetStep {
    case segment(Segment)
    /// A part of a segment that holds far more than has to go.
    case rows(OldestRows)
    case nothing

    /// - Parameters:
    ///   - used: bytes in use.
    ///   - budget: bytes that may be; a twentieth less is aimed at, so that not every message drops another.
    init(used: Int, budget: Int, transaction: ReadTransaction) throws {
        let segments = try transaction.currentSegments().filter { $0.rows > 0 }
        guard let oldest = segments.min(by: { $0.firstKey < $1.firstKey }) else {
            self = .nothing
            return
        }
        let excess = Double(used) - Double(budget) * 0.95
        let bytesPerRow = max(1, Double(used) / Double(segments.reduce(0) { $0 + $1.rows }))
        let rows = Int(excess / bytesPerRow) + 1
        // A little more than has to go is worth the speed of a whole segment.
        let isWorthWhole = Double(oldest.rows) * bytesPerRow <= excess + Double(budget) / 10
        self = isWorthWhole ? .segment(oldest) : .rows(OldestRows(segment: oldest, through: try oldest.key(at: rows, transaction.db)))
    }
}

/// The messages of a segment up to a key.
struct OldestRows {
    let segment: Segment
    let through: Int64

    /// The first of them after a key, in order; empty when there are no more.
    func keys(after last: RecordKey?, _ transaction: ReadTransaction) throws -> [RecordKey] {
        let rows = try transaction.db.prepared(
            "SELECT key FROM \(segment.raw) WHERE key > ? AND key <= ? ORDER BY key LIMIT \(ExpiredRows.perStep)")
        rows.bind(1, last?.rawValue ?? -1)
        rows.bind(2, through)
        defer { rows.reset() }
        var keys: [RecordKey] = []
        while try rows.step() { keys.append(RecordKey(rawValue: rows.int64(0))) }
        return keys
    }
}

extension Segment {
    /// The key of the message that stands at a place, counted from the oldest; the last one when there are fewer.
    fileprivate func key(at place: Int, _ db: Database) throws -> Int64 {
        let row = try db.prepared("SELECT key FROM \(raw) ORDER BY key LIMIT 1 OFFSET ?")
        row.bind(1, place)
        defer { row.reset() }
        return try row.step() ? row.int64(0) : lastKey
    }
}
