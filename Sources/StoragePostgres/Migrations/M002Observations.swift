import Storage

/// Raw messages, sessions and what was done in them, in one partition for each day of the key; keys begin with the second.
///
/// Indexes hold the first 200 characters of a text: honeypots send longer ones than an index row may be.
enum M002Observations: Migration {
    static let version = 2
    static let summary = "messages, sessions, activities"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(
            """
            CREATE TABLE raw(
                key bigint NOT NULL, channel text COLLATE "C" NOT NULL, ident text COLLATE "C" NOT NULL, received bigint NOT NULL,
                session_count integer NOT NULL, error text COLLATE "C", error_time bigint, payload bytea NOT NULL,
                PRIMARY KEY(key)) PARTITION BY RANGE(key);
            CREATE INDEX raw_channel ON raw(left(channel, 200), key);
            CREATE INDEX raw_error ON raw(key) WHERE error IS NOT NULL;
            CREATE INDEX raw_channel_error ON raw(left(channel, 200), key) WHERE error IS NOT NULL;

            CREATE TABLE session(
                raw bigint NOT NULL, key bigint NOT NULL, time bigint NOT NULL, ident text COLLATE "C" NOT NULL,
                honeypot text COLLATE "C" NOT NULL, protocol text COLLATE "C", source_ip text COLLATE "C" NOT NULL,
                source_port integer, destination_ip text COLLATE "C", destination_port integer, details bytea NOT NULL,
                PRIMARY KEY(key, raw)) PARTITION BY RANGE(key);
            CREATE INDEX session_ident ON session(left(ident, 200), key);
            CREATE INDEX session_honeypot ON session(left(lower(honeypot), 200), key);
            CREATE INDEX session_protocol ON session(left(protocol, 200), key);
            CREATE INDEX session_source_ip ON session(left(source_ip, 200), key);
            CREATE INDEX session_source_port ON session(source_port, key);
            CREATE INDEX session_destination_ip ON session(left(destination_ip, 200), key);
            CREATE INDEX session_destination_port ON session(destination_port, key);

            CREATE TABLE activity(
                raw bigint NOT NULL, key bigint NOT NULL, position integer NOT NULL, kind integer NOT NULL,
                value text COLLATE "C" NOT NULL, PRIMARY KEY(key, position, raw)) PARTITION BY RANGE(key);
            CREATE INDEX activity_value ON activity(left(value, 200), key);

            -- The partitions: keys in [low, high), and how far the seconds of a key may lie from those of the receipt and of
            -- the sessions.
            CREATE TABLE day(
                low bigint PRIMARY KEY, high bigint NOT NULL, receipt_lag_low bigint NOT NULL DEFAULT 0,
                receipt_lag_high bigint NOT NULL DEFAULT 0, session_lag_low bigint NOT NULL DEFAULT 0,
                session_lag_high bigint NOT NULL DEFAULT 0);
            CREATE TABLE import_digest(digest bytea PRIMARY KEY);
            -- Ids that messages, sessions, and urls and files had in another system.
            CREATE TABLE foreign_id(id bytea PRIMARY KEY, key bigint NOT NULL);
            CREATE INDEX foreign_id_key ON foreign_id(key);
            CREATE TABLE foreign_session(id bytea PRIMARY KEY, key bigint NOT NULL UNIQUE);
            CREATE TABLE foreign_document(
                kind integer NOT NULL, id bytea NOT NULL, digest bytea NOT NULL, PRIMARY KEY(kind, id), UNIQUE(kind, digest));
            """)
    }
}
