internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Takes out a segment with all messages in it, unless it has changed since it was looked at.
    func drop(_ planned: Segment) throws -> RetentionResult {
        guard let index = state.catalog.segments.firstIndex(where: { $0.id == planned.id }) else { return RetentionResult() }
        let segment = state.catalog.segments[index]
        guard segment.rows == planned.rows, segment.lastKey == planned.lastKey else { return RetentionResult() }
        counters.add(-segment.rows, to: .messages)
        counters.add(-(try number("SELECT total(count) FROM segment_protocol WHERE segment = ?", segment.id)), to: .sessions)
        try db.change("DELETE FROM segment_protocol WHERE segment = ?", .integer(segment.id))
        try forgetErrors(of: segment)
        try state.catalog.remove(at: index, from: db)
        return RetentionResult(messages: segment.rows, segments: segment.rows > 0 ? 1 : 0)
    }

    /// Removes messages one by one; what they contributed to shared documents stays.
    func remove(_ keys: [RecordKey]) throws -> RetentionResult {
        var result = RetentionResult()
        for key in keys where try remove(key) { result.messages += 1 }
        return result
    }

    private func number(_ sql: String, _ parameter: Int64) throws -> Int {
        let row = try db.prepared(sql)
        row.bind(1, parameter)
        defer { row.reset() }
        return try row.step() ? row.int(0) : 0
    }

    /// Other classes have messages in error between the same keys, so each is looked up in the segment.
    private func forgetErrors(of segment: Segment) throws {
        guard segment.firstKey <= segment.lastKey else { return }
        let found = """
            FROM message_error WHERE message_error.key BETWEEN ? AND ?
                AND EXISTS (SELECT 1 FROM \(segment.raw) AS raw WHERE raw.key = message_error.key)
            """
        let rows = try db.prepared(
            "SELECT (SELECT name FROM name WHERE id = channel), count(*) \(found) GROUP BY channel")
        rows.bind(1, segment.firstKey)
        rows.bind(2, segment.lastKey)
        while try rows.step() { counters.add(-rows.int(1), to: .errors, named: rows.string(0)) }
        rows.reset()
        try db.change("DELETE \(found)", .integer(segment.firstKey), .integer(segment.lastKey))
    }

    /// Erases messages with everything derived from them; the bytes are overwritten.
    func erase(_ keys: [RecordKey]) throws -> Int {
        try db.execute(sql: "PRAGMA secure_delete = ON")
        defer { try? db.execute(sql: "PRAGMA secure_delete = OFF") }
        var erased = 0
        for key in keys where try eraseWhole(key) { erased += 1 }
        // Documents that nobody else named go while bytes are overwritten.
        try refreshStale()
        return erased
    }
}
