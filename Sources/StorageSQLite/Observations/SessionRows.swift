internal import Documents
internal import GRDB
internal import Model

/// Rows of the session and activity tables of a segment.
enum SessionRows {
    /// The columns that ``session(_:from:)`` reads.
    static let columns = "time, honeypot, protocol, source_ip, source_port, destination_ip, destination_port, details"

    /// A session without its activities.
    static func session(_ row: PreparedStatement, from column: Int32) -> Session {
        Session(
            timestamp: Timestamp(microseconds: row.int64(column)), honeypot: row.string(column + 1),
            protocol: row.optionalString(column + 2), sourceIP: row.string(column + 3),
            sourcePort: row.optionalInt64(column + 4).map { UInt16(truncatingIfNeeded: $0) },
            destinationIP: row.optionalString(column + 5),
            destinationPort: row.optionalInt64(column + 6).map { UInt16(truncatingIfNeeded: $0) }, details: row.bytes(column + 7))
    }

    /// What was done in a session, in order.
    static func activities(of key: Int64, in segment: Segment, _ db: Database) throws -> [SessionActivity] {
        let rows = try db.prepared("SELECT kind, value FROM \(segment.activity) WHERE key = ? ORDER BY position")
        rows.bind(1, key)
        defer { rows.reset() }
        var found: [SessionActivity] = []
        while try rows.step() {
            guard let kind = SessionActivity.Kind(rawValue: UInt8(truncatingIfNeeded: rows.int64(0))) else { continue }
            found.append(SessionActivity(kind, rows.string(1)))
        }
        return found
    }

    /// The sessions of a message with their activities, by position.
    static func all(ofMessage key: RecordKey, in segment: Segment, _ db: Database) throws -> [Session] {
        let rows = try db.prepared("SELECT key, \(columns) FROM \(segment.session) WHERE key BETWEEN ? AND ? ORDER BY key")
        rows.bind(1, key.rawValue)
        rows.bind(2, key.at(position: RecordKey.positionsPerMessage - 1).rawValue)
        defer { rows.reset() }
        var found: [Session] = []
        while try rows.step() {
            // Keys of other nodes lie between the positions.
            guard RecordKey(rawValue: rows.int64(0)).message == key else { continue }
            var session = session(rows, from: 1)
            session.activities = try activities(of: rows.int64(0), in: segment, db)
            found.append(session)
        }
        return found
    }
}
