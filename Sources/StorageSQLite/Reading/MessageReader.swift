internal import Documents
internal import Model
internal import Storage

/// Reads raw messages by time of receipt.
struct MessageReader {
    private let transaction: ReadTransaction
    private let filter: MessageFilter
    private let channel: Int64?

    /// Nil when no message can match.
    init?(_ filter: MessageFilter, _ transaction: ReadTransaction) throws {
        self.filter = filter
        self.transaction = transaction
        if let name = filter.channel {
            guard let number = try transaction.number(ofName: name) else { return nil }
            channel = number
        } else {
            channel = nil
        }
    }

    /// Whether a page can be answered without walking over rows that do not match.
    static func isSelective(_ filter: MessageFilter) -> Bool {
        filter.id != nil || filter.from == nil && filter.to == nil
    }

    private static let columns = "channel, ident, received, payload"

    func slice(order: ReceiptOrder, page: Page) throws -> Slice<StoredMessage> {
        let list = try KeyedList("m", order: order, page: page)
        var builder = try SliceBuilder<StoredMessage>(page, rows: transaction.readers.options.rowsPerSlice)
        if let id = filter.id {
            return Slice(try message(id).map { [$0] } ?? [], next: nil)
        }
        let isTimed = filter.from != nil || filter.to != nil
        let segments = try isTimed ? transaction.currentSegments() : transaction.segments()
        var tokens = FilterTokens(seed: transaction.readers.seed)
        if let name = filter.channel { tokens.add(channel: name) }
        let parts = list.parts(segments, from: filter.from?.seconds, to: filter.to?.seconds, lag: { $0.receiptLag })
        var rows = try SegmentRows(parts, order: order) { part in
            let rows = try self.rows(list, part.segment, tokens: tokens.bytes)
            rows.bind(1, part.keys.lowerBound)
            rows.bind(2, part.keys.upperBound)
            return rows
        }
        defer { rows.close() }
        while let row = try rows.next() {
            if matches(row.columns) {
                guard builder.hasRoom else { return builder.partial() }
                let found = try message(row.columns, in: row.segment)
                builder.add(found, bytes: found.message.payload.count + 128, at: list.cursor(row.key))
            }
            guard builder.look(at: list.cursor(row.key)) else { return builder.partial() }
        }
        return builder.complete()
    }

    private func rows(_ list: KeyedList, _ segment: Segment, tokens: [UInt8]) throws -> PreparedStatement {
        if filter.inError {
            let direction = list.order == .newestFirst ? "DESC" : "ASC"
            let errors = channel == nil ? "message_error" : "message_error INDEXED BY message_error_channel"
            let rows = try transaction.db.prepared(
                """
                SELECT raw.key, raw.channel, raw.ident, raw.received, raw.payload FROM \(errors)
                CROSS JOIN \(segment.raw) AS raw ON raw.key = message_error.key
                WHERE message_error.key BETWEEN ?1 AND ?2 \(channel == nil ? "" : "AND message_error.channel = ?3")
                ORDER BY message_error.key \(direction)
                """)
            if let channel { rows.bind(3, channel) }
            return rows
        }
        let rows = try transaction.db.prepared(
            list.sql(MessageReader.columns, from: segment.raw, index: tokens.isEmpty ? nil : segment.index))
        if !tokens.isEmpty { rows.bind(3, text: tokens) }
        return rows
    }

    private func message(_ id: ObjectID) throws -> StoredMessage? {
        guard let key = try transaction.messageKey(id) else { return nil }
        for segment in try transaction.segments(covering: key) {
            let row = try transaction.db.prepared("SELECT key, \(MessageReader.columns) FROM \(segment.raw) WHERE key = ?")
            row.bind(1, key.rawValue)
            defer { row.reset() }
            guard try row.step(), matches(row) else { continue }
            let found = try message(row, in: segment)
            // A message that kept a foreign id is not found by the one it would have had here.
            return found.id == id && (!filter.inError || found.lastError != nil) ? found : nil
        }
        return nil
    }

    private func matches(_ row: PreparedStatement) -> Bool {
        if let channel, row.int64(1) != channel { return false }
        let received = row.int64(3)
        if let value = filter.from, received < value.microseconds { return false }
        if let value = filter.to, received >= value.microseconds { return false }
        return true
    }

    private func message(_ row: PreparedStatement, in segment: Segment) throws -> StoredMessage {
        let key = RecordKey(rawValue: row.int64(0))
        let message = ReceivedMessage(
            ident: try transaction.name(row.int64(2)), channel: try transaction.name(row.int64(1)), payload: row.bytes(4),
            received: Timestamp(microseconds: row.int64(3)))
        let error = try transaction.db.prepared("SELECT reason, time FROM message_error WHERE key = ?")
        error.bind(1, key.rawValue)
        defer { error.reset() }
        let isInError = try error.step()
        return StoredMessage(
            key: key, id: try transaction.messageID(key, mayBeForeign: segment.hasForeignIDs), message: message,
            isNormalized: !isInError, lastError: isInError ? error.string(0) : nil,
            lastErrorTime: isInError ? Timestamp(microseconds: error.int64(1)) : nil)
    }
}
