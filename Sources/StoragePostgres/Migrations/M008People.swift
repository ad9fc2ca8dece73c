import Documents
import Model
import Storage

/// The index of dates in long lists, counters of buckets and sectors by access class, and what users keep for themselves.
enum M008People: Migration {
    static let version = 8
    static let summary = "dates of entries, tags, favourites, subscriptions and notifications"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(tables)
        try fillTags(connection)
        try fillDates(connection)
    }

    private static let tables = """
        -- Entries after the first few of a list; see PartDates.
        CREATE TABLE part_date(
            object bigint NOT NULL, list bigint NOT NULL, scope bigint NOT NULL, date bigint NOT NULL, row bigint NOT NULL,
            PRIMARY KEY(object, list, scope, date, row));
        CREATE TABLE tag_count(
            digest bytea NOT NULL, node bigint NOT NULL, kind text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL,
            type text COLLATE "C" NOT NULL, class bigint NOT NULL, value bigint NOT NULL, PRIMARY KEY(digest, node))
            WITH (fillfactor = 80);
        CREATE TABLE object_mark(
            object bytea NOT NULL, kind bigint NOT NULL, account text COLLATE "C" NOT NULL, type text NOT NULL, time bigint NOT NULL,
            PRIMARY KEY(object, kind, account));
        CREATE INDEX object_mark_account ON object_mark(account, kind, time);
        CREATE TABLE source_subscription(
            account text COLLATE "C" NOT NULL, source text COLLATE "C" NOT NULL, time bigint NOT NULL, PRIMARY KEY(account, source));
        CREATE TABLE notification(
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account text COLLATE "C" NOT NULL, time bigint NOT NULL,
            kind bigint NOT NULL, type text NOT NULL, object bytea NOT NULL, analyst text NOT NULL, text text NOT NULL,
            is_read boolean NOT NULL);
        CREATE INDEX notification_account ON notification(account, number);
        CREATE INDEX notification_object ON notification(object);
        """

    /// Objects or entries read at once.
    private static let slice = 5_000

    /// Counts what stands on the objects that are there, for node 0.
    private static func fillTags(_ connection: Connection) throws(StorageError) {
        var amounts: [TagCounter: Int64] = [:]
        var last = Int64.min
        while true {
            let rows = try connection.query(
                "SELECT key, type, class, head FROM object WHERE key > $1 ORDER BY key LIMIT $2", .int(last), .number(slice))
            if rows.count == 0 { break }
            for row in rows {
                last = row.int64(0)
                for tag in ObjectTag.all(of: try decoded(row.bytes(3))) {
                    amounts[TagCounter(tag: tag, type: row.string(1), accessClass: row.int64(2)), default: 0] += 1
                }
            }
        }
        try connection.pipeline(TagRows.add(amounts, node: 0))
    }

    private static func fillDates(_ connection: Connection) throws(StorageError) {
        guard let seed = try connection.query("SELECT value FROM number WHERE name = 'object_seed'").first?.int64(0) else { return }
        let tokens = ObjectTokens(seed: UInt64(bitPattern: seed))
        var last: (object: Int64, list: Int64, row: Int64) = (Int64.min, 0, 0)
        while true {
            let rows = try connection.query(
                """
                SELECT object, list, row, key, value FROM object_part
                WHERE (object, list, row) > ($1, $2, $3) ORDER BY object, list, row LIMIT $4
                """, .int(last.object), .int(last.list), .int(last.row), .number(slice))
            if rows.count == 0 { return }
            for row in rows {
                last = (row.int64(0), row.int64(1), row.int64(2))
                guard let list = GrowingListNumber(rawValue: last.list)?.list,
                    let place = PartDates.place(
                        of: try decoded(row.bytes(4)), key: row.string(3), row: last.row, object: last.object, in: list, tokens: tokens)
                else { continue }
                try connection.query(
                    "INSERT INTO part_date VALUES($1, $2, $3, $4, $5)", .int(place.object), .int(place.list.rawValue),
                    .int(place.scope), .int(place.date), .int(place.row))
            }
        }
    }

    private static func decoded(_ bytes: [UInt8]) throws(StorageError) -> Document {
        do { return try StoredDocument.decode(bytes) } catch { throw StorageError(.corrupt, "an object can't be read: \(error)") }
    }
}
