internal import Documents
internal import Model
internal import Storage

/// Reads urls by receipt of the first message that named them.
struct URLReader {
    let filter: URLFilter
    let transaction: ReadTransaction

    private static let columns = "url.number, url.id, url.first_key, url.first_position, url.mentions, url.url"
    private static let order = "url.first_key, url.first_position, url.number"

    func slice(page: Page) throws -> Slice<StoredURL> {
        let place = try page.after.map { try CursorText.numbers($0, kind: "u", count: 3) } ?? [-1, -1, -1]
        let options = transaction.readers.options
        var builder = try SliceBuilder<StoredURL>(page, rows: options.rowsPerSlice * 10)
        guard let rows = try rows(after: place) else { return builder.complete() }
        defer { rows.reset() }
        var clock = ScanClock(seconds: options.scanSeconds)
        let search = try filter.pattern.map { try PatternSearch($0) }
        while try rows.step() {
            try clock.tick()
            let cursor = { CursorText.make("u", rows.int64(2), rows.int64(3), rows.int64(0)) }
            if try matches(rows, search) {
                guard builder.hasRoom else { return builder.partial() }
                let (url, bytes) = try url(rows)
                builder.add(url, bytes: bytes, at: cursor())
            }
            guard builder.look(at: cursor()) else { return builder.partial() }
        }
        return builder.complete()
    }

    /// Rows of urls after a place, by the best index; nil when the hash can be none.
    private func rows(after place: [Int64]) throws -> PreparedStatement? {
        let after = "(\(URLReader.order)) > (?1, ?2, ?3) ORDER BY \(URLReader.order)"
        let rows: PreparedStatement
        if let id = filter.id {
            rows = try transaction.db.prepared("SELECT \(URLReader.columns) FROM url INDEXED BY url_id WHERE id = ?4 AND \(after)")
            rows.bind(4, blob: id.bytes)
        } else if let hash = filter.hash {
            guard let column = HashColumn(hash, besides: .sha256) else {
                throw StorageError(.invalid, "hash has \(hash.utf8.count) digits, not 32, 40 or 128")
            }
            rows = try transaction.db.prepared(
                """
                SELECT \(URLReader.columns) FROM (SELECT DISTINCT url AS found FROM url_extraction WHERE \(column.rawValue) = ?4)
                CROSS JOIN url ON url.number = found WHERE \(after)
                """)
            rows.bind(4, hash)
        } else {
            rows = try transaction.db.prepared("SELECT \(URLReader.columns) FROM url INDEXED BY url_order WHERE \(after)")
        }
        for (offset, value) in place.enumerated() { rows.bind(Int32(offset + 1), value) }
        return rows
    }

    private func matches(_ row: PreparedStatement, _ search: PatternSearch?) throws -> Bool {
        if let hash = filter.hash, filter.id != nil, try !hasExtraction(hash, row.int64(0)) { return false }
        if let search, try !search.matches(row, column: 5) { return false }
        let mentions = MentionReader(transaction: transaction, kind: .url)
        if let from = filter.from {
            guard let newest = try mentions.received(of: row.int64(0), newest: true), newest >= from else { return false }
        }
        if let to = filter.to {
            guard let oldest = try mentions.received(of: row.int64(0), newest: false), oldest < to else { return false }
        }
        return true
    }

    private func hasExtraction(_ hash: String, _ number: Int64) throws -> Bool {
        try extractions(of: number).contains { extraction in
            let hashes = extraction.hashes
            return hash == hashes.md5 || hash == hashes.sha1 || hash == hashes.sha512
        }
    }

    private func extractions(of number: Int64) throws -> [ObservedURL.Extraction] {
        let rows = try transaction.db.prepared(
            "SELECT time, md5, sha1, sha256, sha512 FROM url_extraction WHERE url = ? ORDER BY key, position")
        rows.bind(1, number)
        defer { rows.reset() }
        var found: [ObservedURL.Extraction] = []
        while try rows.step() { found.append(SharedRows.extraction(rows, from: 0)) }
        return found
    }

    /// A url, and about how many bytes it has.
    private func url(_ row: PreparedStatement) throws -> (StoredURL, Int) {
        let number = row.int64(0)
        let extractions = try extractions(of: number)
        let ids = try MentionReader(transaction: transaction, kind: .url).messageIDs(of: number)
        let id = ObjectID(bytes: row.bytes(1)) ?? ObjectID(seconds: 0, tail: 0)
        let url = StoredURL(
            id: id, url: row.string(5), extractions: extractions, messageIDs: ids, messageCount: row.int(4))
        return (url, url.url.utf8.count + extractions.count * 300 + ids.count * 24)
    }
}
