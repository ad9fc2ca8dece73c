internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Bytes of a file in one row (design decision 13).
    static let chunkBytes = 1 << 20

    /// Adds a file that a message carried.
    func add(_ mention: Contributions.File, content: [UInt8], key: Int64) throws {
        let number = try fileNumber(mention.hashes.sha512) ?? insertFile(mention, size: content.count, key: key)
        try store(content, sha256: mention.hashes.sha256)
        let row = try db.prepared("INSERT INTO file_mention VALUES(?, ?, ?, ?)")
        row.bind(1, number)
        row.bind(2, key)
        row.bind(3, mention.position)
        row.bind(4, mention.contentGuess)
        try row.run()
        let count = try db.prepared("UPDATE file SET mentions = mentions + 1 WHERE number = ?")
        count.bind(1, number)
        try count.run()
        try lowerFirst(DerivedReference(kind: .file, number: number), key: key, position: mention.position)
        try refreshContentGuess(of: number)
    }

    /// Takes a mention back; the content goes with the last one.
    func remove(_ mention: Contributions.File, key: Int64) throws {
        guard let number = try fileNumber(mention.hashes.sha512) else { return }
        let row = try db.prepared("DELETE FROM file_mention WHERE file = ? AND key = ?")
        row.bind(1, number)
        row.bind(2, key)
        try row.run()
        let count = try db.prepared("UPDATE file SET mentions = mentions - 1 WHERE number = ?")
        count.bind(1, number)
        try count.run()
        stale.insert(DerivedReference(kind: .file, number: number))
    }

    func fileNumber(_ sha512: String) throws -> Int64? {
        let find = try db.prepared("SELECT number FROM file WHERE sha512 = ?")
        find.bind(1, sha512)
        defer { find.reset() }
        return try find.step() ? find.int64(0) : nil
    }

    private func insertFile(_ mention: Contributions.File, size: Int, key: Int64) throws -> Int64 {
        let row = try db.prepared(
            """
            INSERT INTO file(id, first_key, first_position, mentions, md5, sha1, sha256, sha512, content_guess, size)
            VALUES(?, ?, ?, 0, ?, ?, ?, ?, ?, ?)
            """)
        row.bind(1, blob: DerivedKind.file.id(key: key, position: mention.position, seed: state.seed).bytes)
        row.bind(2, key)
        row.bind(3, mention.position)
        row.bind(4, mention.hashes.md5)
        row.bind(5, mention.hashes.sha1)
        row.bind(6, mention.hashes.sha256)
        row.bind(7, mention.hashes.sha512)
        row.bind(8, mention.contentGuess)
        row.bind(9, size)
        try row.run()
        counters.add(1, to: .files)
        counters.add(1, to: .contentGuess, named: mention.contentGuess)
        return db.lastInsertedRowID
    }

    private func store(_ content: [UInt8], sha256: String) throws {
        let find = try db.prepared("SELECT 1 FROM content_chunk WHERE sha256 = ? LIMIT 1")
        find.bind(1, sha256)
        let isKnown = try find.step()
        find.reset()
        guard !isKnown else { return }
        let row = try db.prepared("INSERT INTO content_chunk(sha256, chunk, bytes) VALUES(?, ?, ?)")
        for (chunk, start) in stride(from: 0, to: content.count, by: WriteTransaction.chunkBytes).enumerated() {
            row.bind(1, sha256)
            row.bind(2, chunk)
            let end = min(content.count, start + WriteTransaction.chunkBytes)
            try row.run(blob: end - start == content.count ? content : Array(content[start..<end]), at: 3)
        }
    }

    /// Sets the guess of the newest message, whatever the order in which they were written.
    func refreshContentGuess(of number: Int64) throws {
        let find = try db.prepared(
            """
            SELECT file.content_guess, (SELECT content_guess FROM file_mention WHERE file = ?1 ORDER BY key DESC LIMIT 1)
            FROM file WHERE number = ?1
            """)
        find.bind(1, number)
        let guesses = try find.step() && !find.isNull(1) ? (old: find.string(0), new: find.string(1)) : nil
        find.reset()
        guard let guesses, guesses.old != guesses.new else { return }
        let row = try db.prepared("UPDATE file SET content_guess = ? WHERE number = ?")
        row.bind(1, guesses.new)
        row.bind(2, number)
        try row.run()
        counters.add(-1, to: .contentGuess, named: guesses.old)
        counters.add(1, to: .contentGuess, named: guesses.new)
    }

    /// Deletes the bytes of a file that is about to go, unless another file has the same.
    func deleteContent(ofFile number: Int64) throws {
        let find = try db.prepared("SELECT sha256, content_guess FROM file WHERE number = ?")
        find.bind(1, number)
        let facts = try find.step() ? (sha256: find.string(0), guess: find.string(1)) : nil
        find.reset()
        guard let facts else { return }
        counters.add(-1, to: .contentGuess, named: facts.guess)
        let row = try db.prepared(
            """
            DELETE FROM content_chunk WHERE sha256 = ?1
            AND NOT EXISTS (SELECT 1 FROM file WHERE sha256 = ?1 AND number != ?2)
            """)
        row.bind(1, facts.sha256)
        row.bind(2, number)
        try row.run()
    }
}
