internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Takes out the segments in which every message was received before a time.
    func dropSegments(receivedBefore time: Timestamp) throws -> Int {
        var dropped = 0
        for segment in state.catalog.segments(receivedBefore: time.seconds) {
            guard let index = state.catalog.segments.firstIndex(where: { $0.id == segment.id }) else { continue }
            dropped += segment.rows
            counters.add(-segment.rows, to: .messages)
            counters.add(-(try number("SELECT total(count) FROM segment_protocol WHERE segment = ?", segment.id)), to: .sessions)
            try db.change("DELETE FROM segment_protocol WHERE segment = ?", .integer(segment.id))
            try forgetErrors(from: segment.firstKey, through: segment.lastKey)
            try db.change(
                "DELETE FROM foreign_id WHERE key BETWEEN ? AND ?", .integer(segment.firstKey), .integer(segment.lastKey))
            try db.change(
                "DELETE FROM foreign_session WHERE key >= ? AND key < ?", .integer(segment.low), .integer(segment.high))
            try state.catalog.remove(at: index, from: db)
        }
        return dropped
    }

    private func number(_ sql: String, _ parameter: Int64) throws -> Int {
        let row = try db.prepared(sql)
        row.bind(1, parameter)
        defer { row.reset() }
        return try row.step() ? row.int(0) : 0
    }

    private func forgetErrors(from first: Int64, through last: Int64) throws {
        let rows = try db.prepared(
            """
            SELECT name, count(*) FROM message_error JOIN name ON name.id = channel WHERE key BETWEEN ? AND ? GROUP BY channel
            """)
        rows.bind(1, first)
        rows.bind(2, last)
        while try rows.step() { counters.add(-rows.int(1), to: .errors, named: rows.string(0)) }
        rows.reset()
        try db.change("DELETE FROM message_error WHERE key BETWEEN ? AND ?", .integer(first), .integer(last))
    }

    /// Erases messages with everything derived from them; the bytes are overwritten.
    func erase(_ keys: [RecordKey]) throws -> Int {
        try db.execute(sql: "PRAGMA secure_delete = ON")
        defer { try? db.execute(sql: "PRAGMA secure_delete = OFF") }
        var erased = 0
        for key in keys {
            try eraseDerived(key)
            guard let place = state.catalog.index(covering: key.rawValue) else { continue }
            let segment = state.catalog.segments[place]
            guard try db.change("DELETE FROM \(segment.raw) WHERE key = ?", .integer(key.rawValue)) > 0 else { continue }
            try db.change("DELETE FROM foreign_id WHERE key = ?", .integer(key.rawValue))
            for position in 0..<RecordKey.positionsPerMessage {
                try db.change("DELETE FROM foreign_session WHERE key = ?", .integer(key.at(position: position).rawValue))
            }
            counters.add(-1, to: .messages)
            state.catalog.uncount(at: place)
            erased += 1
        }
        // Documents that nobody else named go while bytes are overwritten.
        try refreshStale()
        return erased
    }
}
