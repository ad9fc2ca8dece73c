import Documents
import Model
import Storage

/// What is stored of some messages, and what their messages contributed to shared documents.
struct StoredContributions {
    /// What the raw row says, which is what counts, not what a caller sends along.
    struct Facts {
        var channel: String
        var ident: String
        var received: Timestamp
        var sessions: Int
        var error: String?
        var errorTime: Timestamp?
    }

    private(set) var facts: [RecordKey: Facts] = [:]
    private(set) var contributions: [RecordKey: Contributions] = [:]
    private let connection: Connection

    /// Reads and locks the messages; those that the store does not have are left out.
    init(of keys: [RecordKey], _ connection: Connection) throws(StorageError) {
        self.connection = connection
        let rows = try connection.query(
            """
            SELECT key, channel, ident, received, session_count, error, error_time FROM raw
            WHERE key = ANY($1) ORDER BY key FOR UPDATE
            """,
            .ints(keys.map(\.rawValue)))
        for row in rows {
            facts[RecordKey(rawValue: row.int64(0))] = Facts(
                channel: row.string(1), ident: row.string(2), received: Timestamp(microseconds: row.int64(3)),
                sessions: row.int(4), error: row.optionalString(5),
                errorTime: row.optionalInt64(6).map { Timestamp(microseconds: $0) })
        }
        for key in facts.keys { contributions[key] = Contributions() }
        let found = Parameter.ints(facts.keys.map(\.rawValue))
        try loadSessions()
        try loadURLs(found)
        try loadFiles(found)
        try loadDorks(found)
        try loadMetadata(found)
    }

    private mutating func loadSessions() throws(StorageError) {
        let keys = Parameter.ints(
            facts.flatMap { key, facts in (0..<facts.sessions).map { key.at(position: $0).rawValue } }.sorted())
        var activities: [Int64: [SessionActivity]] = [:]
        for row in try connection.query(
            "SELECT key, kind, value FROM activity WHERE key = ANY($1) ORDER BY key, position", keys)
        {
            guard let kind = SessionActivity.Kind(rawValue: UInt8(clamping: row.int64(1))) else { continue }
            activities[row.int64(0), default: []].append(SessionActivity(kind, row.string(2)))
        }
        for row in try connection.query("SELECT key, \(SessionColumns.list) FROM session WHERE key = ANY($1) ORDER BY key", keys) {
            var session = SessionColumns.session(row, from: 1)
            session.activities = activities[row.int64(0)] ?? []
            contributions[RecordKey(rawValue: row.int64(0)).message]?.sessions.append(session)
        }
    }

    private mutating func loadURLs(_ keys: Parameter) throws(StorageError) {
        struct Place: Hashable {
            var key: RecordKey
            var digest: [UInt8]
        }
        var places: [Place: Int] = [:]
        for row in try connection.query(
            """
            SELECT m.key, m.digest, m.position, u.url FROM url_mention m JOIN url u ON u.digest = m.digest
            WHERE m.key = ANY($1) ORDER BY m.key, m.position
            """,
            keys)
        {
            let url = Contributions.URL(url: row.string(3), position: row.int(2))
            let key = RecordKey(rawValue: row.int64(0))
            places[Place(key: key, digest: row.bytes(1))] = contributions[key]?.urls.count
            contributions[key]?.urls.append(url)
        }
        for row in try connection.query(
            "SELECT key, digest, \(HashColumns.extraction) FROM url_extraction WHERE key = ANY($1) ORDER BY key, position", keys)
        {
            let key = RecordKey(rawValue: row.int64(0))
            guard let index = places[Place(key: key, digest: row.bytes(1))] else { continue }
            contributions[key]?.urls[index].extractions.append(HashColumns.extraction(row, from: 2))
        }
    }

    private mutating func loadFiles(_ keys: Parameter) throws(StorageError) {
        for row in try connection.query(
            """
            SELECT m.key, m.digest, m.position, m.content_guess, f.md5, f.sha1, f.sha256, f.sha512
            FROM file_mention m JOIN file f ON f.digest = m.digest WHERE m.key = ANY($1) ORDER BY m.key, m.position
            """,
            keys)
        {
            let file = Contributions.File(
                hashes: HashColumns.hashes(row, from: 4), position: row.int(2), contentGuess: row.string(3))
            contributions[RecordKey(rawValue: row.int64(0))]?.files.append(file)
        }
    }

    private mutating func loadDorks(_ keys: Parameter) throws(StorageError) {
        for row in try connection.query(
            """
            SELECT e.key, e.digest, e.position, e.time, e.count, d.content, d.type
            FROM dork_event e JOIN dork d ON d.digest = e.digest WHERE e.key = ANY($1) ORDER BY e.key, e.position
            """,
            keys)
        {
            let dork = Contributions.Dork(
                content: row.string(5), type: row.string(6), position: row.int(2),
                time: Timestamp(microseconds: row.int64(3)), count: row.int(4))
            contributions[RecordKey(rawValue: row.int64(0))]?.dorks.append(dork)
        }
    }

    private mutating func loadMetadata(_ keys: Parameter) throws(StorageError) {
        for row in try connection.query(
            """
            SELECT key, digest, position, ip, honeypot, time, os, app, link, uptime FROM metadata_event
            WHERE key = ANY($1) ORDER BY key, position
            """,
            keys)
        {
            let event = Contributions.Metadata(
                position: row.int(2), facts: MetadataColumns.facts(row, from: 3))
            contributions[RecordKey(rawValue: row.int64(0))]?.metadata.append(event)
        }
    }
}
