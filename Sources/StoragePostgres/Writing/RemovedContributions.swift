import Model
import Storage

/// What messages no longer contribute to shared documents: rows to delete, and documents whose sums have to be found anew.
struct RemovedContributions {
    /// Rows of one table.
    private struct Removal {
        var digests: [[UInt8]] = []
        var keys: [Int64] = []
        var positions: [Int64] = []

        mutating func add(_ digest: [UInt8], _ key: RecordKey, _ position: Int) {
            digests.append(digest)
            keys.append(key.rawValue)
            positions.append(Int64(position))
        }

        /// The digests, each once, in order.
        var documents: [[UInt8]] { Set(digests).sorted { $0.lexicographicallyPrecedes($1) } }

        func delete(from table: String, byPosition: Bool = false, _ connection: Connection) throws(StorageError) {
            guard !digests.isEmpty else { return }
            try connection.query(
                """
                DELETE FROM \(table) USING unnest($1::bytea[], $2::int8[], $3::int8[]) AS gone(digest, key, position)
                WHERE \(table).digest = gone.digest AND \(table).key = gone.key
                \(byPosition ? "AND \(table).position = gone.position" : "")
                """,
                .blobs(digests), .ints(keys), .ints(positions))
        }
    }

    private var urls = Removal()
    private var files = Removal()
    private var dorks = Removal()
    private var metadata = Removal()

    mutating func add(_ contributions: Contributions, key: RecordKey) {
        for url in contributions.urls { urls.add(url.digest, key, url.position) }
        for file in contributions.files { files.add(file.digest, key, file.position) }
        for dork in contributions.dorks { dorks.add(dork.digest, key, dork.position) }
        for event in contributions.metadata { metadata.add(event.digest, key, event.position) }
    }

    func deleteRows(_ connection: Connection) throws(StorageError) {
        try urls.delete(from: "url_mention", connection)
        try urls.delete(from: "url_extraction", connection)
        try files.delete(from: "file_mention", connection)
        try dorks.delete(from: "dork_event", byPosition: true, connection)
        try metadata.delete(from: "metadata_event", byPosition: true, connection)
    }

    /// Writes additions and takes removals back, table by table in the order in which appending transactions go, and in each
    /// by digest. Additions come first, so that a document is never taken for a new one.
    func write(_ sums: SharedSums, counters: inout CounterDelta, _ connection: Connection) throws(StorageError) {
        try lock("url", urls, sums.urls.keys, connection)
        try URLSum.flush(SharedSums.sorted(sums.urls), counters: &counters, connection)
        try refreshURLs(&counters, connection)
        try lock("file", files, sums.files.keys, connection)
        try FileSum.flush(SharedSums.sorted(sums.files), contents: sums.contents, counters: &counters, connection)
        try refreshFiles(&counters, connection)
        try lock("dork", dorks, sums.dorks.keys, connection)
        try DorkSum.flush(SharedSums.sorted(sums.dorks), counters: &counters, connection)
        try refreshDorks(&counters, connection)
        try lock("metadata", metadata, sums.metadata.keys, connection)
        try MetadataSum.flush(SharedSums.sorted(sums.metadata), connection)
        try refreshMetadata(connection)
    }

    private func lock(
        _ table: String, _ removal: Removal, _ added: some Sequence<[UInt8]>, _ connection: Connection
    ) throws(StorageError) {
        guard !removal.digests.isEmpty else { return }
        try connection.query(
            "SELECT 1 FROM \(table) WHERE digest = ANY($1) ORDER BY digest FOR UPDATE", .blobs(removal.documents + added))
    }

    private func refreshURLs(_ counters: inout CounterDelta, _ connection: Connection) throws(StorageError) {
        guard !urls.digests.isEmpty else { return }
        let documents = Parameter.blobs(urls.documents)
        let gone = try connection.query(
            "DELETE FROM url WHERE digest = ANY($1) AND NOT EXISTS (SELECT 1 FROM url_mention m WHERE m.digest = url.digest)",
            documents)
        counters.add(-gone.changes, to: .urls)
        try connection.query(
            """
            UPDATE url SET mentions = new.mentions, first_received = new.first_received, last_received = new.last_received,
                first_key = new.place[1], first_position = new.place[2]
            FROM (
                SELECT digest, count(*) AS mentions, min(received) AS first_received, max(received) AS last_received,
                    min(ARRAY[key, position::int8]) AS place
                FROM url_mention WHERE digest = ANY($1) GROUP BY digest) AS new
            WHERE url.digest = new.digest
            """,
            documents)
    }

    private func refreshFiles(_ counters: inout CounterDelta, _ connection: Connection) throws(StorageError) {
        guard !files.digests.isEmpty else { return }
        let documents = Parameter.blobs(files.documents)
        let gone = try connection.query(
            """
            DELETE FROM file WHERE digest = ANY($1) AND NOT EXISTS (SELECT 1 FROM file_mention m WHERE m.digest = file.digest)
            RETURNING digest, content_guess
            """,
            documents)
        for row in gone {
            counters.add(-1, to: .files)
            counters.add(-1, to: .contentGuess, named: row.string(1))
        }
        try connection.query("DELETE FROM content_chunk WHERE digest = ANY($1)", .blobs(gone.map { $0.bytes(0) }))
        let changed = try connection.query(
            """
            UPDATE file SET mentions = new.mentions, first_key = new.place[1], first_position = new.place[2],
                guess_key = new.guess_key, previous_guess = file.content_guess, content_guess = newest.content_guess
            FROM (
                SELECT digest, count(*) AS mentions, max(key) AS guess_key, min(ARRAY[key, position::int8]) AS place
                FROM file_mention WHERE digest = ANY($1) GROUP BY digest) AS new
                JOIN file_mention newest ON newest.digest = new.digest AND newest.key = new.guess_key
            WHERE file.digest = new.digest
            RETURNING file.previous_guess, file.content_guess
            """,
            documents)
        for row in changed {
            counters.add(-1, to: .contentGuess, named: row.string(0))
            counters.add(1, to: .contentGuess, named: row.string(1))
        }
    }

    private func refreshDorks(_ counters: inout CounterDelta, _ connection: Connection) throws(StorageError) {
        guard !dorks.digests.isEmpty else { return }
        let documents = Parameter.blobs(dorks.documents)
        let gone = try connection.query(
            "DELETE FROM dork WHERE digest = ANY($1) AND NOT EXISTS (SELECT 1 FROM dork_event e WHERE e.digest = dork.digest)",
            documents)
        counters.add(-gone.changes, to: .dorks)
        try connection.query(
            """
            UPDATE dork SET count = new.count, events = new.events, first_time = new.first_time, last_time = new.last_time,
                first_key = new.place[1], first_position = new.place[2]
            FROM (
                SELECT digest, sum(count)::int8 AS count, count(*) AS events, min(time) AS first_time, max(time) AS last_time,
                    min(ARRAY[key, position::int8]) AS place
                FROM dork_event WHERE digest = ANY($1) GROUP BY digest) AS new
            WHERE dork.digest = new.digest
            """,
            documents)
    }

    /// Facts are put together anew from all events that are left.
    private func refreshMetadata(_ connection: Connection) throws(StorageError) {
        guard !metadata.digests.isEmpty else { return }
        let documents = Parameter.blobs(metadata.documents)
        try connection.query("DELETE FROM metadata WHERE digest = ANY($1)", documents)
        let events = try connection.query(
            """
            SELECT key, digest, position, \(MetadataColumns.list) FROM metadata_event WHERE digest = ANY($1)
            ORDER BY time, key, position
            """,
            documents)
        var sums: [[UInt8]: MetadataSum] = [:]
        for row in events {
            let event = Contributions.Metadata(position: row.int(2), facts: MetadataColumns.facts(row, from: 3))
            sums[row.bytes(1), default: MetadataSum(event.facts)].add(event, key: RecordKey(rawValue: row.int64(0)))
        }
        try MetadataSum.flush(SharedSums.sorted(sums), connection)
    }
}
