import Documents
import Model
import Storage

/// Reads raw messages by time of receipt.
struct MessageReader {
    let reader: Reader
    let filter: MessageFilter

    func slice(order: ReceiptOrder, page: Page) throws(StorageError) -> Slice<StoredMessage> {
        let list = try KeyedList("m", order: order, page: page)
        if let id = filter.id {
            guard let key = try reader.messageKey(id) else { return Slice([], next: nil) }
            let found = try items(rows(list, key.rawValue...key.rawValue, limit: 1)).map(\.item)
            // A message that kept another id is not found by the one that it would have had here.
            return Slice(found.filter { $0.id == id }, next: nil)
        }
        return try list.slice(page, parts: try parts(list)) { range, limit throws(StorageError) in
            KeyedRows(try rows(list, range, limit: limit), all: range)
        } items: { rows throws(StorageError) in
            try items(rows)
        }
    }

    private func parts(_ list: KeyedList) throws(StorageError) -> [ClosedRange<Int64>] {
        guard filter.from != nil || filter.to != nil else {
            return list.parts(try reader.days.recent(reader.connection), times: nil)
        }
        let bounds = TimeBounds(from: filter.from?.seconds, to: filter.to?.seconds, lag: \.receipt)
        return list.parts(try reader.days.current(reader.connection), times: bounds)
    }

    private func rows(_ list: KeyedList, _ range: ClosedRange<Int64>, limit: Int) throws(StorageError) -> Rows {
        var conditions = Conditions()
        conditions.add("raw.key >= $", .int(range.lowerBound))
        conditions.add("raw.key <= $", .int(range.upperBound))
        if let channel = filter.channel { conditions.add("channel", equals: channel) }
        if filter.inError { conditions.add("error IS NOT NULL") }
        if let from = filter.from { conditions.add("received >= $", .int(from.microseconds)) }
        if let to = filter.to { conditions.add("received < $", .int(to.microseconds)) }
        let count = conditions.parameter(.number(limit))
        return try reader.connection.query(
            """
            SELECT raw.key, channel, ident, received, error, error_time, payload, foreign_id.id
            FROM raw LEFT JOIN foreign_id ON foreign_id.key = raw.key
            \(conditions.clause) ORDER BY raw.key \(list.direction) LIMIT \(count)
            """,
            conditions.parameters)
    }

    private func items(_ rows: Rows) throws(StorageError) -> [(item: StoredMessage, bytes: Int)] {
        let marks = try reader.marks(covering: rows.map { $0.int64(0) })
        return rows.map { row in
            let key = RecordKey(rawValue: row.int64(0))
            let message = ReceivedMessage(
                ident: row.string(2), channel: row.string(1), payload: row.bytes(6),
                received: Timestamp(microseconds: row.int64(3)))
            let error = row.optionalString(4)
            let stored = StoredMessage(
                key: key, id: marks.messageID(key, kept: row.optionalBytes(7)), message: message, isNormalized: error == nil,
                lastError: error, lastErrorTime: row.optionalInt64(5).map { Timestamp(microseconds: $0) })
            return (stored, message.payload.count + 128)
        }
    }
}
