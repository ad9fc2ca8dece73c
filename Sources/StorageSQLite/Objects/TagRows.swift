internal import GRDB
internal import Storage

/// Counters of buckets and sectors.
enum TagRows {
    /// All counters of some names after one.
    static func next(_ kind: TagKind, after name: String?, _ db: Database) throws -> [TagRow] {
        let rows = try db.prepared(
            """
            SELECT name, type, class, value FROM tag_count WHERE kind = ?1 AND name > ?2 AND name <= (
                SELECT max(name) FROM (SELECT name FROM tag_count WHERE kind = ?1 AND name > ?2 ORDER BY name LIMIT ?3))
            ORDER BY name
            """)
        rows.bind(1, kind.rawValue)
        rows.bind(2, name ?? "")
        rows.bind(3, TagListing.rowsAtOnce)
        return try ObjectRows.collect(rows) {
            TagRow(name: $0.string(0), type: $0.string(1), accessClass: $0.int64(2), value: $0.int64(3))
        }
    }

    /// Moves some counters; those at 0 go.
    static func add(_ amounts: [TagCounter: Int64], to db: Database) throws {
        guard !amounts.isEmpty else { return }
        let add = try db.prepared("INSERT INTO tag_count VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value")
        let clear = try db.prepared("DELETE FROM tag_count WHERE kind = ? AND name = ? AND type = ? AND class = ? AND value = 0")
        for (counter, amount) in amounts where amount != 0 {
            bind(counter, to: add)
            add.bind(5, amount)
            try add.run()
            guard amount < 0 else { continue }
            bind(counter, to: clear)
            try clear.run()
        }
    }

    private static func bind(_ counter: TagCounter, to statement: PreparedStatement) {
        statement.bind(1, counter.tag.kind.rawValue)
        statement.bind(2, counter.tag.name)
        statement.bind(3, counter.type)
        statement.bind(4, counter.accessClass)
    }
}
