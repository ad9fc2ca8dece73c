internal import GRDB

/// Reads and writes the table of segments.
enum SegmentTable {
    private static let columns = """
        id, class, low, high, row_count, first_key, last_key, receipt_lag_low, receipt_lag_high, session_lag_low, \
        session_lag_high, has_foreign_ids, index_state
        """

    /// All segments, by class and in ascending order of their keys.
    static func load(_ db: Database) throws -> [Segment] {
        let rows = try db.prepared("SELECT \(columns) FROM segment ORDER BY class, low")
        defer { rows.reset() }
        var segments: [Segment] = []
        while try rows.step() {
            segments.append(
                Segment(
                    id: rows.int64(0), retentionClass: rows.string(1), low: rows.int64(2), high: rows.int64(3), rows: rows.int(4),
                    firstKey: rows.int64(5), lastKey: rows.int64(6), receiptLag: Lag(low: rows.int64(7), high: rows.int64(8)),
                    sessionLag: Lag(low: rows.int64(9), high: rows.int64(10)), hasForeignIDs: rows.int64(11) != 0,
                    indexState: IndexState(rawValue: rows.int64(12)) ?? .growing))
        }
        return segments
    }

    /// The version of the table: it moves when segments come, go or change what is cached of them.
    static func version(_ db: Database) throws -> Int64 {
        let row = try db.prepared("SELECT value FROM number WHERE name = 'catalog'")
        defer { row.reset() }
        return try row.step() ? row.int64(0) : 0
    }

    static func advanceVersion(_ db: Database) throws {
        try db.prepared("UPDATE number SET value = value + 1 WHERE name = 'catalog'").run()
    }

    static func save(_ segment: Segment, in db: Database) throws {
        let row = try db.prepared("REPLACE INTO segment(\(columns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        row.bind(1, segment.id)
        row.bind(2, segment.retentionClass)
        row.bind(3, segment.low)
        row.bind(4, segment.high)
        row.bind(5, segment.rows)
        row.bind(6, segment.firstKey)
        row.bind(7, segment.lastKey)
        row.bind(8, segment.receiptLag.low)
        row.bind(9, segment.receiptLag.high)
        row.bind(10, segment.sessionLag.low)
        row.bind(11, segment.sessionLag.high)
        row.bind(12, segment.hasForeignIDs ? 1 : 0)
        row.bind(13, segment.indexState.rawValue)
        try row.run()
    }

    /// Bytes of a page of the index. A list that runs backwards decodes a whole page of each part of the index before it
    /// has its first hit, so that a common value is found in half the time of the default of 4,050.
    private static let indexPageBytes = 1_000

    /// Makes the tables of a new segment. The index is contentless: a token for each value that can be filtered by.
    static func create(_ segment: Segment, in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE \(segment.raw)(
                    key INTEGER PRIMARY KEY, channel INTEGER NOT NULL, ident INTEGER NOT NULL, received INTEGER NOT NULL,
                    payload BLOB NOT NULL);
                CREATE TABLE \(segment.session)(
                    key INTEGER PRIMARY KEY, time INTEGER NOT NULL, ident INTEGER NOT NULL, honeypot TEXT NOT NULL, protocol TEXT,
                    source_ip TEXT NOT NULL, source_port INTEGER, destination_ip TEXT, destination_port INTEGER,
                    details BLOB NOT NULL);
                CREATE TABLE \(segment.activity)(
                    key INTEGER NOT NULL, position INTEGER NOT NULL, kind INTEGER NOT NULL, value TEXT NOT NULL,
                    PRIMARY KEY(key, position)) WITHOUT ROWID;
                CREATE VIRTUAL TABLE \(segment.index) USING fts5(t, content='', detail=none, columnsize=0, tokenize='ascii');
                INSERT INTO \(segment.index)(\(segment.index), rank) VALUES('pgsz', \(indexPageBytes));
                """)
        try save(segment, in: db)
        try advanceVersion(db)
    }

    /// Pages of the index that one step of merging writes: some milliseconds.
    private static let pagesPerMerge = 400

    /// Merges the index of a sealed segment a little further; gives how far it is.
    static func merge(_ segment: Segment, in db: Database) throws -> IndexState {
        let before = db.totalChangesCount
        let step = try db.prepared("INSERT INTO \(segment.index)(\(segment.index), rank) VALUES('merge', ?)")
        // A negative number begins to merge all parts into one, a positive one goes on with that.
        step.bind(1, segment.indexState == .merging ? pagesPerMerge : -pagesPerMerge)
        try step.run()
        // FTS5: fewer than two changes mean that nothing was left to do.
        return db.totalChangesCount - before < 2 ? .merged : .merging
    }

    /// A number that no segment has, nor one whose tables are still there.
    static func nextID(_ db: Database) throws -> Int64 {
        let row = try db.prepared(
            "SELECT 1 + max(ifnull((SELECT max(id) FROM segment), 0), ifnull((SELECT max(id) FROM dropped_segment), 0))")
        defer { row.reset() }
        return try row.step() ? row.int64(0) : 1
    }

    /// Takes a segment out of the table; its own tables wait to be emptied.
    static func hide(_ segment: Segment, in db: Database) throws {
        for sql in ["DELETE FROM segment WHERE id = ?", "INSERT INTO dropped_segment VALUES(?)"] {
            let row = try db.prepared(sql)
            row.bind(1, segment.id)
            try row.run()
        }
        try advanceVersion(db)
    }

    /// Segments that were taken out and whose tables are still there.
    static func hidden(_ db: Database) throws -> [Segment] {
        let rows = try db.prepared("SELECT id FROM dropped_segment ORDER BY id")
        defer { rows.reset() }
        var found: [Segment] = []
        while try rows.step() { found.append(Segment(id: rows.int64(0), retentionClass: "", low: 0, high: 0)) }
        return found
    }

    /// Empties the tables of a hidden segment by some rows, which keeps the transaction short; true when they are gone.
    static func clear(_ segment: Segment, rows: Int, in db: Database) throws -> Bool {
        try db.execute(
            sql: "DELETE FROM foreign_id WHERE key IN (SELECT key FROM \(segment.raw) ORDER BY key LIMIT \(rows))")
        try db.execute(
            sql: "DELETE FROM foreign_session WHERE key IN (SELECT key FROM \(segment.session) ORDER BY key LIMIT \(rows))")
        for table in [segment.raw, segment.session, segment.activity] {
            try db.execute(
                sql: """
                    DELETE FROM \(table) WHERE key <= (
                        SELECT max(key) FROM (SELECT key FROM \(table) ORDER BY key LIMIT \(rows)))
                    """)
            if db.changesCount > 0 { return false }
        }
        try db.execute(
            sql: """
                DROP TABLE \(segment.raw);
                DROP TABLE \(segment.session);
                DROP TABLE \(segment.activity);
                DROP TABLE \(segment.index);
                DELETE FROM dropped_segment WHERE id = \(segment.id);
                """)
        return true
    }
}
