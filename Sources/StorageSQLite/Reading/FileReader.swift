internal import Documents
internal import Model
internal import Storage

/// Reads files by one of their hashes, by receipt of the first message that carried them.
struct FileReader {
    let hash: String
    let includingContent: Bool
    let transaction: ReadTransaction

    private static let order = "first_key, first_position, number"

    func slice(page: Page) throws -> Slice<StoredFile> {
        guard let column = HashColumn(hash) else {
            throw StorageError(.invalid, "hash has \(hash.utf8.count) digits, not 32, 40, 64 or 128")
        }
        let place = try page.after.map { try CursorText.numbers($0, kind: "f", count: 3) } ?? [-1, -1, -1]
        var builder = try SliceBuilder<StoredFile>(page, rows: transaction.readers.options.rowsPerSlice)
        let rows = try transaction.db.prepared(
            """
            SELECT number, id, first_key, first_position, mentions, content_guess, size, md5, sha1, sha256, sha512 FROM file
            WHERE \(column.rawValue) = ?4 AND (\(FileReader.order)) > (?1, ?2, ?3) ORDER BY \(FileReader.order)
            """)
        for (offset, value) in place.enumerated() { rows.bind(Int32(offset + 1), value) }
        rows.bind(4, hash)
        defer { rows.reset() }
        while try rows.step() {
            guard builder.hasRoom else { return builder.partial() }
            let file = try file(rows)
            let bytes = (file.content?.count ?? 0) + 512 + file.messageIDs.count * 24
            builder.add(file, bytes: bytes, at: CursorText.make("f", rows.int64(2), rows.int64(3), rows.int64(0)))
        }
        return builder.complete()
    }

    private func file(_ row: PreparedStatement) throws -> StoredFile {
        let hashes = SharedRows.hashes(row, from: 7)
        return StoredFile(
            id: ObjectID(bytes: row.bytes(1)) ?? ObjectID(seconds: 0, tail: 0), hashes: hashes, contentGuess: row.string(5),
            size: row.int(6), content: includingContent ? try content(hashes.sha256, size: row.int(6)) : nil,
            messageIDs: try MentionReader(transaction: transaction, kind: .file).messageIDs(of: row.int64(0)),
            messageCount: row.int(4))
    }

    private func content(_ sha256: String, size: Int) throws -> [UInt8] {
        let rows = try transaction.db.prepared("SELECT bytes FROM content_chunk WHERE sha256 = ? ORDER BY chunk")
        rows.bind(1, sha256)
        defer { rows.reset() }
        var content: [UInt8] = []
        content.reserveCapacity(size)
        while try rows.step() { rows.withBytes(0) { content.append(contentsOf: $0) } }
        return content
    }
}
