internal import Documents
internal import Model
internal import Storage

/// Reads sessions by the filter columns, each hit of the index compared with the row itself.
struct SessionReader {
    private let transaction: ReadTransaction
    private let filter: SessionFilter
    private let honeypot: String?
    private let ident: Int64?

    /// Nil when no session can match.
    init?(_ filter: SessionFilter, _ transaction: ReadTransaction) throws {
        self.filter = filter
        self.transaction = transaction
        honeypot = filter.honeypot.map(FilterTokens.folded)
        if let name = filter.ident {
            guard let number = try transaction.number(ofName: name) else { return nil }
            ident = number
        } else {
            ident = nil
        }
    }

    /// Whether a page can be answered by the index alone, without walking over rows that do not match.
    static func isSelective(_ filter: SessionFilter) -> Bool {
        if filter.id != nil { return true }
        guard filter.from == nil, filter.to == nil, filter.activity == nil else { return false }
        let values: [Bool] = [
            filter.protocol != nil, filter.honeypot != nil, filter.sourceIP != nil, filter.sourcePort != nil,
            filter.destinationIP != nil, filter.destinationPort != nil, filter.ident != nil,
        ]
        return values.count { $0 } <= 1
    }

    private static let columns = "ident, " + SessionRows.columns

    func slice(order: ReceiptOrder, page: Page) throws -> Slice<StoredSession> {
        let list = try KeyedList("s", order: order, page: page)
        var builder = try SliceBuilder<StoredSession>(page, rows: transaction.readers.options.rowsPerSlice)
        if let id = filter.id {
            return Slice(try session(id).map { [$0] } ?? [], next: nil)
        }
        let match = tokens()
        let isTimed = filter.from != nil || filter.to != nil
        let segments = try isTimed ? transaction.currentSegments() : transaction.segments()
        let parts = list.parts(
            segments, from: filter.from?.seconds, to: filter.to?.seconds, lag: { $0.sessionLag })
        var rows = try SegmentRows(parts, order: order) { part in
            let rows = try transaction.db.prepared(
                list.sql(SessionReader.columns, from: part.segment.session, index: match.isEmpty ? nil : part.segment.index))
            rows.bind(1, part.keys.lowerBound)
            rows.bind(2, part.keys.upperBound)
            if !match.isEmpty { rows.bind(3, text: match) }
            return rows
        }
        defer { rows.close() }
        while let row = try rows.next() {
            if let found = try session(row.columns, in: row.segment) {
                guard builder.hasRoom else { return builder.partial() }
                builder.add(found, bytes: found.session.details.count + 256, at: list.cursor(row.key))
            }
            guard builder.look(at: list.cursor(row.key)) else { return builder.partial() }
        }
        return builder.complete()
    }

    private func session(_ id: ObjectID) throws -> StoredSession? {
        guard let key = try transaction.sessionKey(id) else { return nil }
        for segment in try transaction.segments(covering: key) {
            let row = try transaction.db.prepared("SELECT key, \(SessionReader.columns) FROM \(segment.session) WHERE key = ?")
            row.bind(1, key.rawValue)
            defer { row.reset() }
            // A session that kept a foreign id is not found by the one it would have had here.
            if try row.step(), let found = try session(row, in: segment), found.id == id { return found }
        }
        return nil
    }

    /// The session of a row, nil when it does not match.
    private func session(_ row: PreparedStatement, in segment: Segment) throws -> StoredSession? {
        let number = row.int64(1)
        if let ident, ident != number { return nil }
        let session = SessionRows.session(row, from: 2)
        guard matches(session) else { return nil }
        let key = RecordKey(rawValue: row.int64(0))
        if let activity = filter.activity, try !hasActivity(activity, key: key.rawValue, in: segment) { return nil }
        return StoredSession(
            key: key, id: try transaction.sessionID(key, mayBeForeign: segment.hasForeignIDs),
            messageID: try transaction.messageID(key.message, mayBeForeign: segment.hasForeignIDs),
            ident: try transaction.name(number), session: session)
    }

    private func matches(_ session: Session) -> Bool {
        if let value = filter.protocol, session.protocol != value { return false }
        if let honeypot, FilterTokens.folded(session.honeypot) != honeypot { return false }
        if let value = filter.sourceIP, session.sourceIP != value { return false }
        if let value = filter.sourcePort, session.sourcePort.map(Int64.init) != value { return false }
        if let value = filter.destinationIP, session.destinationIP != value { return false }
        if let value = filter.destinationPort, session.destinationPort.map(Int64.init) != value { return false }
        if let value = filter.from, session.timestamp < value { return false }
        if let value = filter.to, session.timestamp >= value { return false }
        return true
    }

    private func hasActivity(_ activity: SessionActivity, key: Int64, in segment: Segment) throws -> Bool {
        let row = try transaction.db.prepared(
            "SELECT 1 FROM \(segment.activity) WHERE key = ? AND kind = ? AND value = ? LIMIT 1")
        row.bind(1, key)
        row.bind(2, Int64(activity.kind.rawValue))
        row.bind(3, activity.value)
        defer { row.reset() }
        return try row.step()
    }

    private func tokens() -> [UInt8] {
        var tokens = FilterTokens(seed: transaction.readers.seed)
        if let value = filter.sourceIP { tokens.add(sourceIP: value) }
        if let value = filter.destinationIP { tokens.add(destinationIP: value) }
        if let value = filter.sourcePort { tokens.add(sourcePort: value) }
        if let value = filter.destinationPort { tokens.add(destinationPort: value) }
        if let value = filter.protocol { tokens.add(protocol: value) }
        if let value = filter.honeypot { tokens.add(honeypot: value) }
        if let value = filter.ident { tokens.add(ident: value) }
        if let value = filter.activity { tokens.add(value) }
        return tokens.bytes
    }
}
