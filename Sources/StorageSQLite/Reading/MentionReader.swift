internal import Documents
internal import Model
internal import Storage

/// Reads which messages contributed to a document.
struct MentionReader {
    /// Ids shown of a list that could grow without bound (ruling 60).
    static let maximumIDs = 1_000

    let transaction: ReadTransaction
    let kind: DerivedKind

    /// The newest messages in the order of receipt.
    func messageIDs(of number: Int64) throws -> [ObjectID] {
        let rows = try transaction.db.prepared(
            "SELECT key FROM \(kind.mentions) WHERE \(kind.table) = ? ORDER BY key DESC LIMIT \(MentionReader.maximumIDs)")
        rows.bind(1, number)
        defer { rows.reset() }
        let segments = try transaction.segments()
        var ids: [ObjectID] = []
        while try rows.step() {
            let key = RecordKey(rawValue: rows.int64(0))
            let isForeign = segments.contains { $0.hasForeignIDs && $0.covers(key.rawValue) }
            ids.append(try transaction.messageID(key, mayBeForeign: isForeign))
        }
        return ids.reversed()
    }

    /// When the newest or oldest message was received; by its key alone once the message itself is gone.
    func received(of number: Int64, newest: Bool) throws -> Timestamp? {
        let row = try transaction.db.prepared(
            "SELECT \(newest ? "max" : "min")(key) FROM \(kind.mentions) WHERE \(kind.table) = ?")
        row.bind(1, number)
        defer { row.reset() }
        guard try row.step(), let value = row.optionalInt64(0) else { return nil }
        let key = RecordKey(rawValue: value)
        for segment in try transaction.segments(covering: key) {
            let raw = try transaction.db.prepared("SELECT received FROM \(segment.raw) WHERE key = ?")
            raw.bind(1, value)
            defer { raw.reset() }
            if try raw.step() { return Timestamp(microseconds: raw.int64(0)) }
        }
        return Timestamp(microseconds: Int64(key.seconds) * 1_000_000)
    }
}
