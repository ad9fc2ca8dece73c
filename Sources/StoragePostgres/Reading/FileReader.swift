import Documents
import Model
import Storage

/// Reads files by one of their hashes, by receipt of the first message that carried them.
struct FileReader {
    let reader: Reader
    let hash: String
    let includingContent: Bool

    func slice(page: Page) throws(StorageError) -> Slice<StoredFile> {
        guard let column = HashColumns.column(of: hash) else {
            throw StorageError(.invalid, "hash has \(hash.utf8.count) digits, not 32, 40, 64 or 128")
        }
        var builder = try SliceBuilder<StoredFile>(page)
        var place = try page.after.map { cursor throws(StorageError) in try CursorText.numbers(cursor, kind: "f", count: 2) } ?? [-1, -1]
        while true {
            let chunk = builder.chunk
            let rows = try rows(column, after: place, limit: chunk)
            for row in rows {
                guard builder.hasRoom else { return builder.partial() }
                let file = try file(row)
                let bytes = (file.content?.count ?? 0) + 512 + file.messageIDs.count * 24
                place = [row.int64(1), row.int64(2)]
                builder.add(file, bytes: bytes, at: CursorText.make("f", place[0], place[1]))
            }
            if rows.count < chunk { return builder.complete() }
        }
    }

    private func rows(_ column: String, after place: [Int64], limit: Int) throws(StorageError) -> Rows {
        try reader.connection.query(
            """
            SELECT file.digest, first_key, first_position, mentions, content_guess, size, foreign_document.id,
                \(HashColumns.list)
            FROM file LEFT JOIN foreign_document
            ON foreign_document.kind = \(DerivedID.Kind.file.rawValue) AND foreign_document.digest = file.digest
            WHERE left(\(column), 200) = left($1, 200) AND \(column) = $1 AND (first_key, first_position) > ($2, $3)
            ORDER BY first_key, first_position LIMIT $4
            """,
            .text(hash), .int(place[0]), .int(place[1]), .number(limit))
    }

    private func file(_ row: Row) throws(StorageError) -> StoredFile {
        let digest = row.bytes(0)
        return StoredFile(
            id: DerivedID.id(.file, key: row.int64(1), position: row.int(2), kept: row.optionalBytes(6)),
            hashes: HashColumns.hashes(row, from: 7),
            contentGuess: row.string(4), size: row.int(5), content: includingContent ? try content(digest, size: row.int(5)) : nil,
            messageIDs: try MentionReader(reader: reader, table: "file_mention").messageIDs(of: digest),
            messageCount: row.int(3))
    }

    /// Chunk by chunk, so that no answer of the server is larger than one.
    private func content(_ digest: [UInt8], size: Int) throws(StorageError) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(size)
        var chunk = 0
        while content.count < size {
            let row = try reader.connection.query(
                "SELECT bytes FROM content_chunk WHERE digest = $1 AND chunk = $2", .bytes(digest), .number(chunk)
            ).first
            guard let row else { throw StorageError(.corrupt, "\(reader.connection.info.label): a part of a file is missing") }
            content += row.bytes(0)
            chunk += 1
        }
        return content
    }
}
