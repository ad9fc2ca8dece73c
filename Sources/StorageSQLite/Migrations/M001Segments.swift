internal import GRDB

/// Names, nodes, and the table of time segments.
enum M001Segments: Migration {
    static let version = 1
    static let summary = "names, nodes, time segments"

    static func apply(to db: Database) throws {
        try db.execute(
            sql: """
                -- Numbers of the store: generation of accounts, version of the table of segments, seed of hashes.
                CREATE TABLE number(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
                INSERT INTO number VALUES('generation', 0), ('catalog', 0), ('seed', random());
                -- Channels and idents.
                CREATE TABLE name(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                CREATE TABLE node(
                    node INTEGER PRIMARY KEY, mark INTEGER NOT NULL, last_key INTEGER NOT NULL, last_batch INTEGER NOT NULL);
                INSERT INTO node VALUES(0, random() & 0x7FFFFFFFFF, -1, 0), (127, random() & 0x7FFFFFFFFF, -1, 0);
                -- Keys in [low, high) lie in raw_ID, session_ID, activity_ID and index_ID. The lags are how far the seconds of
                -- a key may lie from the seconds of the receipt and of the session.
                CREATE TABLE segment(
                    id INTEGER PRIMARY KEY, class TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
                    row_count INTEGER NOT NULL, first_key INTEGER NOT NULL, last_key INTEGER NOT NULL,
                    receipt_lag_low INTEGER NOT NULL, receipt_lag_high INTEGER NOT NULL,
                    session_lag_low INTEGER NOT NULL, session_lag_high INTEGER NOT NULL, has_foreign_ids INTEGER NOT NULL,
                    index_state INTEGER NOT NULL);
                -- Segments that are gone for everybody, but whose tables are still being emptied.
                CREATE TABLE dropped_segment(id INTEGER PRIMARY KEY);
                CREATE TABLE message_error(key INTEGER PRIMARY KEY, channel INTEGER NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL);
                CREATE INDEX message_error_channel ON message_error(channel, key);
                CREATE TABLE import_digest(digest BLOB PRIMARY KEY) WITHOUT ROWID;
                -- Ids that messages, sessions, and urls and files had in another system.
                CREATE TABLE foreign_id(id BLOB PRIMARY KEY, key INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
                CREATE TABLE foreign_session(id BLOB PRIMARY KEY, key INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
                CREATE TABLE foreign_document(
                    kind INTEGER NOT NULL, id BLOB NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(kind, id),
                    UNIQUE(kind, number)) WITHOUT ROWID;
                """)
    }
}
