import Documents
import Model
import Storage

/// Reads urls by receipt of the first message that named them.
struct URLReader {
    let reader: Reader
    let filter: URLFilter

    private static let order = "u.first_key, u.first_position"

    func slice(page: Page) throws(StorageError) -> Slice<StoredURL> {
        var builder = try SliceBuilder<StoredURL>(page)
        var place = try page.after.map { cursor throws(StorageError) in try CursorText.numbers(cursor, kind: "u", count: 2) } ?? [-1, -1]
        var conditions = Conditions()
        guard try add(to: &conditions) else { return builder.complete() }
        var scan = try PatternScan(filter.pattern, options: reader.options)
        var chunk = builder.chunk
        while true {
            let rows = try rows(conditions, after: place, limit: chunk)
            var bytes = 0
            for row in rows {
                let cursor = CursorText.make("u", row.int64(1), row.int64(2))
                let text = row.string(4)
                bytes += text.utf8.count
                if try scan.matches(Array(text.utf8)) {
                    guard builder.hasRoom else { return builder.partial() }
                    let url = try url(row, text)
                    builder.add(url, bytes: size(url), at: cursor)
                }
                if scan.isTired { return builder.partial(at: cursor) }
                place = [row.int64(1), row.int64(2)]
            }
            if rows.count < chunk { return builder.complete() }
            chunk = filter.pattern == nil ? builder.chunk : URLReader.scanChunk(rows: rows.count, bytes: bytes)
        }
    }

    /// Rows to scan next: as many as a slice has bytes for.
    private static func scanChunk(rows: Int, bytes: Int) -> Int {
        max(1, min(2_000, Page.maximumBytes / max(1, bytes / max(1, rows))))
    }

    /// False when nothing can match.
    private func add(to conditions: inout Conditions) throws(StorageError) -> Bool {
        if let id = filter.id {
            if let digest = try reader.foreignDocument(id, kind: .url) {
                conditions.add("u.digest = $", .bytes(digest))
            } else {
                guard let place = DerivedID.place(id, kind: .url) else { return false }
                conditions.add("u.first_key = $", .int(place.key))
                conditions.add("u.first_position = $", .number(place.position))
                // A url that kept another id is not found by the one that it would have had here.
                conditions.add("f.id IS NULL")
            }
        }
        if let hash = filter.hash {
            guard let column = HashColumns.column(of: hash), column != "sha256" else {
                throw StorageError(.invalid, "hash has \(hash.utf8.count) digits, not 32, 40 or 128")
            }
            let value = conditions.parameter(.text(hash))
            conditions.add(
                """
                u.digest IN (SELECT e.digest FROM url_extraction e
                    WHERE left(e.\(column), 200) = left(\(value), 200) AND e.\(column) = \(value))
                """)
        }
        if let from = filter.from { conditions.add("u.last_received >= $", .int(from.microseconds)) }
        if let to = filter.to { conditions.add("u.first_received < $", .int(to.microseconds)) }
        return true
    }

    private func rows(_ conditions: Conditions, after place: [Int64], limit: Int) throws(StorageError) -> Rows {
        var conditions = conditions
        let key = conditions.parameter(.int(place[0]))
        let position = conditions.parameter(.int(place[1]))
        let count = conditions.parameter(.number(limit))
        conditions.add("(\(URLReader.order)) > (\(key), \(position))")
        return try reader.connection.query(
            """
            SELECT u.digest, u.first_key, u.first_position, u.mentions, u.url, f.id FROM url u
            LEFT JOIN foreign_document f ON f.kind = \(DerivedID.Kind.url.rawValue) AND f.digest = u.digest
            \(conditions.clause) ORDER BY \(URLReader.order) LIMIT \(count)
            """,
            conditions.parameters)
    }

    private func url(_ row: Row, _ text: String) throws(StorageError) -> StoredURL {
        let digest = row.bytes(0)
        let extractions = try reader.connection.query(
            "SELECT \(HashColumns.extraction) FROM url_extraction WHERE digest = $1 ORDER BY key, position", .bytes(digest)
        ).map { HashColumns.extraction($0, from: 0) }
        return StoredURL(
            id: DerivedID.id(.url, key: row.int64(1), position: row.int(2), kept: row.optionalBytes(5)), url: text,
            extractions: extractions,
            messageIDs: try MentionReader(reader: reader, table: "url_mention").messageIDs(of: digest),
            messageCount: row.int(3))
    }

    private func size(_ url: StoredURL) -> Int {
        url.url.utf8.count + url.extractions.count * 300 + url.messageIDs.count * 24
    }
}
