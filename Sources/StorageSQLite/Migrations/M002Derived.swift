internal import GRDB

/// Urls, files, dorks and facts on addresses, each with what every message contributed, so that it can be taken back.
enum M002Derived: Migration {
    static let version = 2
    static let summary = "urls, files, dorks, metadata"

    static func apply(to db: Database) throws {
        try db.execute(
            sql: """
                -- first_key and first_position order the lists; id is derived from them.
                CREATE TABLE url(
                    number INTEGER PRIMARY KEY, id BLOB NOT NULL, first_key INTEGER NOT NULL, first_position INTEGER NOT NULL,
                    mentions INTEGER NOT NULL, hash INTEGER NOT NULL, url TEXT NOT NULL);
                CREATE INDEX url_hash ON url(hash);
                CREATE INDEX url_id ON url(id);
                CREATE INDEX url_order ON url(first_key, first_position, number);
                CREATE TABLE url_mention(
                    url INTEGER NOT NULL, key INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(url, key)) WITHOUT ROWID;
                CREATE INDEX url_mention_key ON url_mention(key);
                CREATE TABLE url_extraction(
                    url INTEGER NOT NULL, key INTEGER NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL,
                    md5 TEXT NOT NULL, sha1 TEXT NOT NULL, sha256 TEXT NOT NULL, sha512 TEXT NOT NULL,
                    PRIMARY KEY(url, key, position)) WITHOUT ROWID;
                CREATE INDEX url_extraction_md5 ON url_extraction(md5);
                CREATE INDEX url_extraction_sha1 ON url_extraction(sha1);
                CREATE INDEX url_extraction_sha512 ON url_extraction(sha512);

                CREATE TABLE file(
                    number INTEGER PRIMARY KEY, id BLOB NOT NULL, first_key INTEGER NOT NULL, first_position INTEGER NOT NULL,
                    mentions INTEGER NOT NULL, md5 TEXT NOT NULL, sha1 TEXT NOT NULL, sha256 TEXT NOT NULL,
                    sha512 TEXT NOT NULL UNIQUE, content_guess TEXT NOT NULL, size INTEGER NOT NULL);
                CREATE INDEX file_id ON file(id);
                CREATE INDEX file_md5 ON file(md5);
                CREATE INDEX file_sha1 ON file(sha1);
                CREATE INDEX file_sha256 ON file(sha256);
                CREATE TABLE file_mention(
                    file INTEGER NOT NULL, key INTEGER NOT NULL, position INTEGER NOT NULL, content_guess TEXT NOT NULL,
                    PRIMARY KEY(file, key)) WITHOUT ROWID;
                CREATE INDEX file_mention_key ON file_mention(key);
                -- Bytes of files, at most 1 MiB a row.
                CREATE TABLE content_chunk(number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, chunk INTEGER NOT NULL, bytes BLOB NOT NULL);
                CREATE UNIQUE INDEX content_chunk_order ON content_chunk(sha256, chunk);

                CREATE TABLE dork(
                    number INTEGER PRIMARY KEY, id BLOB NOT NULL, first_key INTEGER NOT NULL, first_position INTEGER NOT NULL,
                    hash INTEGER NOT NULL, content TEXT NOT NULL, type TEXT NOT NULL, count INTEGER NOT NULL,
                    first_time INTEGER NOT NULL, last_time INTEGER NOT NULL);
                CREATE INDEX dork_hash ON dork(hash);
                CREATE INDEX dork_count ON dork(count DESC, id);
                CREATE TABLE dork_event(
                    dork INTEGER NOT NULL, key INTEGER NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL,
                    count INTEGER NOT NULL, PRIMARY KEY(dork, key, position)) WITHOUT ROWID;
                CREATE INDEX dork_event_key ON dork_event(key);
                CREATE INDEX dork_event_time ON dork_event(dork, time);

                CREATE TABLE metadata(
                    ip TEXT NOT NULL, honeypot TEXT NOT NULL, time INTEGER NOT NULL, time_key INTEGER NOT NULL, os TEXT, app TEXT,
                    link TEXT, uptime TEXT, PRIMARY KEY(ip, honeypot)) WITHOUT ROWID;
                CREATE TABLE metadata_event(
                    key INTEGER NOT NULL, position INTEGER NOT NULL, ip TEXT NOT NULL, honeypot TEXT NOT NULL, time INTEGER NOT NULL,
                    os TEXT, app TEXT, link TEXT, uptime TEXT, PRIMARY KEY(key, position)) WITHOUT ROWID;
                CREATE INDEX metadata_event_order ON metadata_event(ip, honeypot, time, key, position);
                """)
    }
}
