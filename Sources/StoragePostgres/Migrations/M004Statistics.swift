import Storage

/// Counters, kept in the transaction of what they count: a row for each node, summed when they are read (decision 19).
enum M004Statistics: Migration {
    static let version = 4
    static let summary = "statistics and counters"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(
            """
            CREATE TABLE counter(
                kind integer NOT NULL, digest bytea NOT NULL, day integer NOT NULL, node integer NOT NULL,
                name text COLLATE "C" NOT NULL, value bigint NOT NULL, PRIMARY KEY(kind, digest, day, node))
                WITH (fillfactor = 50);
            CREATE SEQUENCE hourly_made;
            -- made tells in which order the records of a day came into being.
            CREATE TABLE hourly(
                digest bytea NOT NULL, day integer NOT NULL, hour integer NOT NULL, node integer NOT NULL,
                channel text COLLATE "C" NOT NULL, count bigint NOT NULL, made bigint NOT NULL DEFAULT nextval('hourly_made'),
                PRIMARY KEY(day, digest, hour, node)) WITH (fillfactor = 50);
            CREATE INDEX hourly_channel ON hourly(digest);
            CREATE TABLE sensor_activity(
                digest bytea NOT NULL, node integer NOT NULL, ident text COLLATE "C" NOT NULL, last_seen bigint NOT NULL,
                messages bigint NOT NULL, PRIMARY KEY(digest, node)) WITH (fillfactor = 50);
            """)
    }
}
