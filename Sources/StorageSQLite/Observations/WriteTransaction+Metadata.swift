internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    private static let fields = ["os", "app", "link", "uptime"]

    private func values(_ facts: AttackerMetadata) -> [String?] { [facts.os, facts.app, facts.link, facts.uptime] }

    /// Adds facts on an address: of each field the newest value by `timestamp` stands (normalization.md 2.4).
    func add(_ event: Contributions.Metadata, key: Int64) throws {
        let facts = event.facts
        let row = try db.prepared("INSERT INTO metadata_event VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
        row.bind(1, key)
        row.bind(2, event.position)
        row.bind(3, facts.ip)
        row.bind(4, facts.honeypot)
        row.bind(5, facts.timestamp.microseconds)
        for (offset, value) in values(facts).enumerated() { row.bind(Int32(6 + offset), value) }
        try row.run()
        if try !setNewest(facts, key: key) { try refresh(facts) }
    }

    /// Takes facts back.
    func remove(_ event: Contributions.Metadata, key: Int64) throws {
        let row = try db.prepared("DELETE FROM metadata_event WHERE key = ? AND position = ?")
        row.bind(1, key)
        row.bind(2, event.position)
        try row.run()
        try refresh(event.facts)
    }

    /// Takes over facts that are newer than all others; false when they are not.
    private func setNewest(_ facts: AttackerMetadata, key: Int64) throws -> Bool {
        let row = try db.prepared(
            """
            INSERT INTO metadata VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET
                time = ?3, time_key = ?4, os = coalesce(?5, os), app = coalesce(?6, app), link = coalesce(?7, link),
                uptime = coalesce(?8, uptime)
            WHERE (time, time_key) <= (?3, ?4)
            """)
        row.bind(1, facts.ip)
        row.bind(2, facts.honeypot)
        row.bind(3, facts.timestamp.microseconds)
        row.bind(4, key)
        for (offset, value) in values(facts).enumerated() { row.bind(Int32(5 + offset), value) }
        try row.run()
        return db.changesCount > 0
    }

    /// Finds the newest time, and the newest value of each field that these facts have.
    private func refresh(_ facts: AttackerMetadata) throws {
        let newest = try db.prepared(
            """
            SELECT time, key FROM metadata_event WHERE ip = ? AND honeypot = ? ORDER BY time DESC, key DESC, position DESC LIMIT 1
            """)
        newest.bind(1, facts.ip)
        newest.bind(2, facts.honeypot)
        let time = try newest.step() ? (time: newest.int64(0), key: newest.int64(1)) : nil
        newest.reset()
        guard let time else {
            let row = try db.prepared("DELETE FROM metadata WHERE ip = ? AND honeypot = ?")
            row.bind(1, facts.ip)
            row.bind(2, facts.honeypot)
            return try row.run()
        }
        let row = try db.prepared("UPDATE metadata SET time = ?, time_key = ? WHERE ip = ? AND honeypot = ?")
        row.bind(1, time.time)
        row.bind(2, time.key)
        row.bind(3, facts.ip)
        row.bind(4, facts.honeypot)
        try row.run()
        for (field, value) in zip(WriteTransaction.fields, values(facts)) where value != nil {
            let row = try db.prepared(
                """
                UPDATE metadata SET \(field) = (
                    SELECT \(field) FROM metadata_event WHERE ip = ?1 AND honeypot = ?2 AND \(field) IS NOT NULL
                    ORDER BY time DESC, key DESC, position DESC LIMIT 1)
                WHERE ip = ?1 AND honeypot = ?2
                """)
            row.bind(1, facts.ip)
            row.bind(2, facts.honeypot)
            try row.run()
        }
    }
}
