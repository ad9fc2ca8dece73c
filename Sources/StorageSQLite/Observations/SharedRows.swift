internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// Reads back what one message contributed to shared documents.
enum SharedRows {
    static func load(_ key: Int64, _ db: Database) throws -> Contributions {
        var found = Contributions()
        found.urls = try urls(key, db)
        found.files = try files(key, db)
        found.dorks = try dorks(key, db)
        found.metadata = try metadata(key, db)
        return found
    }

    private static func urls(_ key: Int64, _ db: Database) throws -> [Contributions.URL] {
        let rows = try db.prepared(
            """
            SELECT url.number, url.url, url_mention.position FROM url_mention JOIN url ON url.number = url_mention.url
            WHERE key = ? ORDER BY position
            """)
        rows.bind(1, key)
        defer { rows.reset() }
        var found: [Contributions.URL] = []
        while try rows.step() {
            var mention = Contributions.URL(url: rows.string(1), position: rows.int(2))
            let extractions = try db.prepared(
                "SELECT time, md5, sha1, sha256, sha512 FROM url_extraction WHERE url = ? AND key = ? ORDER BY position")
            extractions.bind(1, rows.int64(0))
            extractions.bind(2, key)
            while try extractions.step() { mention.extractions.append(extraction(extractions, from: 0)) }
            extractions.reset()
            found.append(mention)
        }
        return found
    }

    /// An extraction from its columns `time, md5, sha1, sha256, sha512`.
    static func extraction(_ row: PreparedStatement, from column: Int32) -> ObservedURL.Extraction {
        ObservedURL.Extraction(timestamp: Timestamp(microseconds: row.int64(column)), hashes: hashes(row, from: column + 1))
    }

    /// Hashes from their columns `md5, sha1, sha256, sha512`.
    static func hashes(_ row: PreparedStatement, from column: Int32) -> ContentHashes {
        ContentHashes(
            md5: row.string(column), sha1: row.string(column + 1), sha256: row.string(column + 2), sha512: row.string(column + 3))
    }

    private static func files(_ key: Int64, _ db: Database) throws -> [Contributions.File] {
        let rows = try db.prepared(
            """
            SELECT md5, sha1, sha256, sha512, position, file_mention.content_guess FROM file_mention
            JOIN file ON file.number = file_mention.file WHERE key = ? ORDER BY position
            """)
        rows.bind(1, key)
        defer { rows.reset() }
        var found: [Contributions.File] = []
        while try rows.step() {
            found.append(
                Contributions.File(hashes: hashes(rows, from: 0), position: rows.int(4), contentGuess: rows.string(5)))
        }
        return found
    }

    private static func dorks(_ key: Int64, _ db: Database) throws -> [Contributions.Dork] {
        let rows = try db.prepared(
            """
            SELECT content, type, position, time, dork_event.count FROM dork_event JOIN dork ON dork.number = dork_event.dork
            WHERE key = ? ORDER BY position
            """)
        rows.bind(1, key)
        defer { rows.reset() }
        var found: [Contributions.Dork] = []
        while try rows.step() {
            found.append(
                Contributions.Dork(
                    content: rows.string(0), type: rows.string(1), position: rows.int(2),
                    time: Timestamp(microseconds: rows.int64(3)), count: rows.int(4)))
        }
        return found
    }

    private static func metadata(_ key: Int64, _ db: Database) throws -> [Contributions.Metadata] {
        let rows = try db.prepared(
            "SELECT position, ip, honeypot, time, os, app, link, uptime FROM metadata_event WHERE key = ? ORDER BY position")
        rows.bind(1, key)
        defer { rows.reset() }
        var found: [Contributions.Metadata] = []
        while try rows.step() {
            found.append(Contributions.Metadata(position: rows.int(0), facts: facts(rows, from: 1)))
        }
        return found
    }

    /// Facts from their columns `ip, honeypot, time, os, app, link, uptime`.
    static func facts(_ row: PreparedStatement, from column: Int32) -> AttackerMetadata {
        AttackerMetadata(
            ip: row.string(column), honeypot: row.string(column + 1),
            timestamp: Timestamp(microseconds: row.int64(column + 2)), os: row.optionalString(column + 3),
            app: row.optionalString(column + 4), link: row.optionalString(column + 5), uptime: row.optionalString(column + 6))
    }
}
