internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// The index of dates in long lists, counters of buckets and sectors by access class, and what users keep for themselves.
enum M007People: Migration {
    static let version = 7
    static let summary = "dates of entries, tags, favourites, subscriptions and notifications"

    static func apply(to db: Database) throws {
        try db.execute(sql: tables)
        try fillTags(db)
        try fillDates(db)
    }

    private static let tables = """
        -- Entries after the first few of a list; see PartDates.
        CREATE TABLE part_date(
            object INTEGER NOT NULL, list INTEGER NOT NULL, scope INTEGER NOT NULL, date INTEGER NOT NULL, row INTEGER NOT NULL,
            PRIMARY KEY(object, list, scope, date, row)) WITHOUT ROWID;
        CREATE TABLE tag_count(
            kind TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, class INTEGER NOT NULL, value INTEGER NOT NULL,
            PRIMARY KEY(kind, name, type, class)) WITHOUT ROWID;
        CREATE TABLE object_mark(
            object BLOB NOT NULL, kind INTEGER NOT NULL, user TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY(object, kind, user)) WITHOUT ROWID;
        CREATE INDEX object_mark_user ON object_mark(user, kind, time);
        CREATE TABLE source_subscription(
            user TEXT NOT NULL, source TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY(user, source)) WITHOUT ROWID;
        CREATE TABLE notification(
            number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, time INTEGER NOT NULL, kind INTEGER NOT NULL,
            type TEXT NOT NULL, object BLOB NOT NULL, analyst TEXT NOT NULL, text TEXT NOT NULL, is_read INTEGER NOT NULL);
        CREATE INDEX notification_user ON notification(user, number);
        CREATE INDEX notification_object ON notification(object);
        """

    /// Counts what stands on the objects that are there.
    private static func fillTags(_ db: Database) throws {
        var amounts: [TagCounter: Int64] = [:]
        let rows = try db.prepared("SELECT type, class, head FROM object")
        defer { rows.reset() }
        while try rows.step() {
            for tag in ObjectTag.all(of: try StoredDocument.decode(rows.bytes(2))) {
                amounts[TagCounter(tag: tag, type: rows.string(0), accessClass: rows.int64(1)), default: 0] += 1
            }
        }
        try TagRows.add(amounts, to: db)
    }

    private static func fillDates(_ db: Database) throws {
        let tokens = ObjectTokens(seed: try StoreNumbers.seed(db))
        let insert = try db.prepared("INSERT INTO part_date VALUES(?, ?, ?, ?, ?)")
        let rows = try db.prepared("SELECT object, list, row, key, value FROM object_part WHERE row > ?")
        rows.bind(1, PartDates.unindexed)
        defer { rows.reset() }
        while try rows.step() {
            guard let list = GrowingListNumber(rawValue: rows.int64(1))?.list,
                let place = PartDates.place(
                    of: try StoredDocument.decode(rows.bytes(4)), key: rows.string(3), row: rows.int64(2), object: rows.int64(0),
                    in: list, tokens: tokens)
            else { continue }
            for (offset, number) in [place.object, place.list.rawValue, place.scope, place.date, place.row].enumerated() {
                insert.bind(Int32(offset + 1), number)
            }
            try insert.run()
        }
    }
}
