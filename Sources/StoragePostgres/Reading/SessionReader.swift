import Documents
import Model
import Storage

/// Reads sessions by receipt of their messages.
struct SessionReader {
    let reader: Reader
    let filter: SessionFilter

    func slice(order: ReceiptOrder, page: Page) throws(StorageError) -> Slice<StoredSession> {
        let list = try KeyedList("s", order: order, page: page)
        if let id = filter.id {
            guard let key = try reader.sessionKey(id) else { return Slice([], next: nil) }
            let found = try items(rows(list, key.rawValue...key.rawValue, limit: 1)).map(\.item)
            // A session that kept another id is not found by the one that it would have had here.
            return Slice(found.filter { $0.id == id }, next: nil)
        }
        var conjunction = ConjunctionWalk(reader: reader, filter: filter, list: list)
        return try list.slice(page, parts: try parts(list)) { range, limit throws(StorageError) in
            if let found = try conjunction?.rows(range, limit: limit) { return found }
            return KeyedRows(try rows(list, range, limit: limit), all: range)
        } items: { rows throws(StorageError) in
            try items(rows)
        }
    }

    private func parts(_ list: KeyedList) throws(StorageError) -> [ClosedRange<Int64>] {
        guard filter.from != nil || filter.to != nil else {
            return list.parts(try reader.days.recent(reader.connection), times: nil)
        }
        let bounds = TimeBounds(from: filter.from?.seconds, to: filter.to?.seconds, lag: \.session)
        return list.parts(try reader.days.current(reader.connection), times: bounds)
    }

    private func rows(_ list: KeyedList, _ range: ClosedRange<Int64>, limit: Int) throws(StorageError) -> Rows {
        var statement = SessionReader.conditions(filter, range)
        let count = statement.parameter(.number(limit))
        return try reader.connection.query(
            SessionReader.sql(statement.clause, direction: list.direction, limit: count), statement.parameters)
    }

    static func sql(_ clause: String, direction: String, limit: String) -> String {
        """
        SELECT s.key, s.ident, foreign_id.id, foreign_session.id, \(SessionColumns.list) FROM session s
        LEFT JOIN foreign_id ON foreign_id.key = s.raw
        LEFT JOIN foreign_session ON foreign_session.key = s.key \(clause) ORDER BY s.key \(direction) LIMIT \(limit)
        """
    }

    static func conditions(_ filter: SessionFilter, _ range: ClosedRange<Int64>) -> Conditions {
        var conditions = Conditions()
        conditions.add("s.key >= $", .int(range.lowerBound))
        conditions.add("s.key <= $", .int(range.upperBound))
        for equality in SessionEquality.all(filter) { equality.add(to: &conditions) }
        addUnindexed(filter, range, to: &conditions)
        return conditions
    }

    /// The conditions that no index of the table of sessions serves.
    static func addUnindexed(_ filter: SessionFilter, _ range: ClosedRange<Int64>, to conditions: inout Conditions) {
        if let from = filter.from { conditions.add("time >= $", .int(from.microseconds)) }
        if let to = filter.to { conditions.add("time < $", .int(to.microseconds)) }
        if let activity = filter.activity { add(activity, range, to: &conditions) }
    }

    private static func add(_ activity: SessionActivity, _ range: ClosedRange<Int64>, to conditions: inout Conditions) {
        let kind = conditions.parameter(.number(activity.kind.rawValue))
        let low = conditions.parameter(.int(range.lowerBound))
        let high = conditions.parameter(.int(range.upperBound))
        let value = conditions.parameter(.text(activity.value))
        conditions.add(
            """
            EXISTS (SELECT 1 FROM activity a WHERE a.raw = s.raw AND a.key = s.key AND a.key >= \(low)
                AND a.key <= \(high) AND a.kind = \(kind)
                AND left(a.value, 200) = left(\(value), 200) AND a.value = \(value))
            """)
    }

    private func items(_ rows: Rows) throws(StorageError) -> [(item: StoredSession, bytes: Int)] {
        let marks = try reader.marks(covering: rows.map { $0.int64(0) })
        return rows.map { row in
            let key = RecordKey(rawValue: row.int64(0))
            let session = SessionColumns.session(row, from: 4)
            let stored = StoredSession(
                key: key, id: marks.sessionID(key, kept: row.optionalBytes(3)), messageID: marks.messageID(key, kept: row.optionalBytes(2)),
                ident: row.string(1), session: session)
            return (stored, session.details.count + 256)
        }
    }

    /// What was done in a session, in order.
    static func activities(of key: RecordKey, _ connection: Connection) throws(StorageError) -> [SessionActivity] {
        var found: [SessionActivity] = []
        for row in try connection.query("SELECT kind, value FROM activity WHERE key = $1 ORDER BY position", .int(key.rawValue)) {
            guard let kind = SessionActivity.Kind(rawValue: UInt8(clamping: row.int64(0))) else { continue }
            found.append(SessionActivity(kind, row.string(1)))
        }
        return found
    }
}
