internal import GRDB

/// Objects, their growing lists, the index over all their values, contents of files, counters of buckets and sectors, audit.
enum M005Objects: Migration {
    static let version = 5
    static let summary = "objects and files"

    static func apply(to db: Database) throws {
        try db.execute(sql: objects + files)
    }

    /// `object_index` has a row for each object, `part_index` one for each entry that keeps its tokens itself.
    private static let objects = """
        CREATE TABLE object(
            key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, type TEXT NOT NULL, class INTEGER NOT NULL, target BLOB,
            created INTEGER, modified INTEGER, main TEXT, inline_parts INTEGER NOT NULL, identities TEXT NOT NULL,
            head BLOB NOT NULL);
        -- Covers searches by the main field and by dates.
        CREATE INDEX object_list ON object(type, key, class, created, modified, main, id, target);
        -- Latest first and of one date the smallest key first, which is this order backwards.
        CREATE INDEX object_created ON object(type, created, key DESC);
        CREATE INDEX object_modified ON object(type, modified, key DESC);
        CREATE VIRTUAL TABLE object_index USING fts5(t, content='', detail=none, columnsize=0, tokenize='ascii');
        -- Natural keys: the latest in the order of their arrival, all others sorted.
        CREATE TABLE recent_identity(number INTEGER PRIMARY KEY, identity INTEGER NOT NULL, object INTEGER NOT NULL);
        CREATE TABLE object_identity(identity INTEGER NOT NULL, object INTEGER NOT NULL, PRIMARY KEY(identity, object)) WITHOUT ROWID;
        CREATE TABLE object_part(
            object INTEGER NOT NULL, list INTEGER NOT NULL, row INTEGER NOT NULL, key TEXT NOT NULL, level INTEGER NOT NULL,
            -- Its row in part_index; NULL when its tokens are the object's.
            indexed INTEGER, value BLOB NOT NULL, PRIMARY KEY(object, list, row)) WITHOUT ROWID;
        CREATE INDEX object_part_key ON object_part(object, list, key, level);
        CREATE INDEX object_part_inline ON object_part(object) WHERE indexed IS NULL;
        CREATE TABLE part_owner(number INTEGER PRIMARY KEY, object INTEGER NOT NULL);
        CREATE VIRTUAL TABLE part_index USING fts5(t, content='', detail=none, columnsize=0, tokenize='ascii');
        CREATE TABLE access_class(number INTEGER PRIMARY KEY, pairs TEXT NOT NULL UNIQUE);
        CREATE TABLE object_count(
            type TEXT NOT NULL, class INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(type, class)) WITHOUT ROWID;
        CREATE TABLE object_audit(
            number INTEGER PRIMARY KEY, time INTEGER NOT NULL, user TEXT NOT NULL, type TEXT NOT NULL, target BLOB NOT NULL,
            method TEXT NOT NULL, value TEXT NOT NULL);
        INSERT INTO number VALUES('object_tokens', 1), ('object_generation', 0);

        """

    /// A content has no `sha256` until it is sealed.
    private static let files = """
        CREATE TABLE blob(
            number INTEGER PRIMARY KEY AUTOINCREMENT, sha256 BLOB UNIQUE, size INTEGER NOT NULL, chunks INTEGER NOT NULL,
            time INTEGER NOT NULL);
        CREATE INDEX blob_time ON blob(time);
        CREATE TABLE blob_chunk(
            blob INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(blob, position)) WITHOUT ROWID;
        CREATE TABLE file_reference(id BLOB PRIMARY KEY, blob INTEGER NOT NULL, owner BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX file_reference_blob ON file_reference(blob);
        """
}
