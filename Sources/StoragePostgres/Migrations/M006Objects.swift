import Storage

/// Objects, their growing lists, the index over all their values, contents of files, counters of buckets and sectors, audit.
enum M006Objects: Migration {
    static let version = 6
    static let summary = "objects and files"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(objects + parts + files)
        try connection.query(
            "INSERT INTO number VALUES('object_seed', $1), ('object_tokens', 1)", .int(Int64.random(in: Int64.min...Int64.max)))
    }

    /// Texts may be longer than an index row, so none is in an index as a whole.
    private static let objects = """
        CREATE TABLE object(
            key bigint PRIMARY KEY, id bytea NOT NULL UNIQUE, type text COLLATE "C" NOT NULL, class bigint NOT NULL, target bytea,
            created bigint, modified bigint, main text COLLATE "C", inline_parts bigint NOT NULL, identities bytea NOT NULL,
            tokens bigint[] NOT NULL, head bytea NOT NULL);
        CREATE INDEX object_list ON object(type, key);
        -- Parts of main fields narrow searches by regular expressions.
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX object_main ON object USING gin(main gin_trgm_ops) WITH (gin_pending_list_limit = 512);
        CREATE INDEX object_mainless ON object(type, key) WHERE main IS NULL;
        CREATE INDEX object_created ON object(type, created, key);
        CREATE INDEX object_modified ON object(type, modified, key);
        CREATE INDEX object_tokens ON object USING gin(tokens) WITH (gin_pending_list_limit = 512);
        CREATE TABLE object_identity(identity bigint NOT NULL, object bigint NOT NULL, PRIMARY KEY(identity, object));
        CREATE TABLE access_class(number bigint PRIMARY KEY, digest bytea NOT NULL UNIQUE, pairs text NOT NULL);
        CREATE TABLE object_count(
            type text COLLATE "C" NOT NULL, class bigint NOT NULL, node bigint NOT NULL, value bigint NOT NULL,
            PRIMARY KEY(type, class, node)) WITH (fillfactor = 80);
        CREATE TABLE object_generation(node bigint PRIMARY KEY, value bigint NOT NULL) WITH (fillfactor = 80);
        CREATE TABLE object_audit(
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, time bigint NOT NULL, account text NOT NULL, type text NOT NULL,
            target bytea NOT NULL, method text NOT NULL, value text NOT NULL);

        """

    /// An entry without tokens has them with its object.
    private static let parts = """
        CREATE TABLE object_part(
            object bigint NOT NULL, list bigint NOT NULL, row bigint NOT NULL, key text COLLATE "C" NOT NULL, level bigint NOT NULL,
            tokens bigint[], value bytea NOT NULL, PRIMARY KEY(object, list, row));
        CREATE INDEX object_part_key ON object_part(object, list, left(key, 200), level);
        CREATE INDEX object_part_inline ON object_part(object) WHERE tokens IS NULL;
        CREATE INDEX object_part_tokens ON object_part USING gin(tokens) WITH (gin_pending_list_limit = 512)
            WHERE tokens IS NOT NULL;

        """

    /// A content has no `sha256` until it is sealed.
    private static let files = """
        CREATE TABLE blob(
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sha256 bytea UNIQUE, size bigint NOT NULL, chunks bigint NOT NULL,
            time bigint NOT NULL);
        CREATE INDEX blob_time ON blob(time);
        CREATE TABLE blob_chunk(
            blob bigint NOT NULL, position bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY(blob, position));
        ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE file_reference(id bytea PRIMARY KEY, blob bigint NOT NULL, owner bytea NOT NULL);
        CREATE INDEX file_reference_blob ON file_reference(blob);
        """
}
