import Storage

/// Urls, files, dorks and facts on addresses, each with what every message contributed, so that it can be taken back.
///
/// Rows are found by the SHA-256 of what makes them unique, since texts may be longer than an index row.
enum M003Derived: Migration {
    static let version = 3
    static let summary = "urls, files, dorks, metadata"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(urls + files + dorks + metadata)
    }

    private static let urls = """
        CREATE TABLE url(
            digest bytea PRIMARY KEY, url text COLLATE "C" NOT NULL, mentions bigint NOT NULL, first_key bigint NOT NULL,
            first_position integer NOT NULL, first_received bigint NOT NULL, last_received bigint NOT NULL) WITH (fillfactor = 80);
        CREATE INDEX url_order ON url(first_key, first_position);
        CREATE TABLE url_mention(
            digest bytea NOT NULL, key bigint NOT NULL, position integer NOT NULL, received bigint NOT NULL,
            PRIMARY KEY(digest, key));
        CREATE INDEX url_mention_key ON url_mention(key);
        CREATE TABLE url_extraction(
            digest bytea NOT NULL, key bigint NOT NULL, position integer NOT NULL, time bigint NOT NULL,
            md5 text COLLATE "C" NOT NULL, sha1 text COLLATE "C" NOT NULL, sha256 text COLLATE "C" NOT NULL,
            sha512 text COLLATE "C" NOT NULL, PRIMARY KEY(digest, key, position));
        CREATE INDEX url_extraction_key ON url_extraction(key);
        CREATE INDEX url_extraction_md5 ON url_extraction(left(md5, 200));
        CREATE INDEX url_extraction_sha1 ON url_extraction(left(sha1, 200));
        CREATE INDEX url_extraction_sha512 ON url_extraction(left(sha512, 200));

        """

    private static let files = """
        CREATE TABLE file(
            digest bytea PRIMARY KEY, md5 text COLLATE "C" NOT NULL, sha1 text COLLATE "C" NOT NULL,
            sha256 text COLLATE "C" NOT NULL, sha512 text COLLATE "C" NOT NULL, size bigint NOT NULL,
            content_guess text COLLATE "C" NOT NULL, guess_key bigint NOT NULL, previous_guess text COLLATE "C",
            mentions bigint NOT NULL, first_key bigint NOT NULL, first_position integer NOT NULL) WITH (fillfactor = 80);
        CREATE INDEX file_order ON file(first_key, first_position);
        CREATE INDEX file_md5 ON file(left(md5, 200));
        CREATE INDEX file_sha1 ON file(left(sha1, 200));
        CREATE INDEX file_sha256 ON file(left(sha256, 200));
        CREATE INDEX file_sha512 ON file(left(sha512, 200));
        CREATE TABLE file_mention(
            digest bytea NOT NULL, key bigint NOT NULL, position integer NOT NULL, content_guess text COLLATE "C" NOT NULL,
            PRIMARY KEY(digest, key));
        CREATE INDEX file_mention_key ON file_mention(key);
        -- Bytes of files, at most 1 MiB a row (design decision 13).
        CREATE TABLE content_chunk(
            digest bytea NOT NULL, chunk integer NOT NULL, bytes bytea NOT NULL, PRIMARY KEY(digest, chunk));

        """

    private static let dorks = """
        CREATE TABLE dork(
            digest bytea PRIMARY KEY, content text COLLATE "C" NOT NULL, type text COLLATE "C" NOT NULL, count bigint NOT NULL,
            events bigint NOT NULL, first_time bigint NOT NULL, last_time bigint NOT NULL, first_key bigint NOT NULL,
            first_position integer NOT NULL) WITH (fillfactor = 80);
        CREATE INDEX dork_count ON dork(count DESC, first_key, first_position);
        CREATE TABLE dork_event(
            digest bytea NOT NULL, key bigint NOT NULL, position integer NOT NULL, time bigint NOT NULL, count bigint NOT NULL,
            PRIMARY KEY(digest, key, position));
        CREATE INDEX dork_event_key ON dork_event(key);

        """

    /// Of each field the newest value stands, so each carries the time and key that it came with.
    private static let metadata = """
        CREATE TABLE metadata(
            digest bytea PRIMARY KEY, ip text COLLATE "C" NOT NULL, honeypot text COLLATE "C" NOT NULL, time bigint NOT NULL,
            os text COLLATE "C", os_time bigint, os_key bigint, app text COLLATE "C", app_time bigint, app_key bigint,
            link text COLLATE "C", link_time bigint, link_key bigint, uptime text COLLATE "C", uptime_time bigint,
            uptime_key bigint) WITH (fillfactor = 80);
        CREATE INDEX metadata_ip ON metadata(left(ip, 200));
        CREATE TABLE metadata_event(
            digest bytea NOT NULL, key bigint NOT NULL, position integer NOT NULL, ip text COLLATE "C" NOT NULL,
            honeypot text COLLATE "C" NOT NULL, time bigint NOT NULL, os text COLLATE "C", app text COLLATE "C",
            link text COLLATE "C", uptime text COLLATE "C", PRIMARY KEY(digest, key, position));
        CREATE INDEX metadata_event_key ON metadata_event(key);
        """
}
