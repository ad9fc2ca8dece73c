internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Adds what a message says of a url.
    func add(_ mention: Contributions.URL, key: Int64) throws {
        let number = try urlNumber(mention.url) ?? insertURL(mention, key: key)
        let row = try db.prepared("INSERT INTO url_mention VALUES(?, ?, ?)")
        row.bind(1, number)
        row.bind(2, key)
        row.bind(3, mention.position)
        try row.run()
        let count = try db.prepared("UPDATE url SET mentions = mentions + 1 WHERE number = ?")
        count.bind(1, number)
        try count.run()
        try lowerFirst(DerivedReference(kind: .url, number: number), key: key, position: mention.position)
        try insertExtractions(mention.extractions, of: number, key: key)
    }

    /// Takes back what a message said of a url.
    func remove(_ mention: Contributions.URL, key: Int64) throws {
        guard let number = try urlNumber(mention.url) else { return }
        for table in ["url_mention", "url_extraction"] {
            let row = try db.prepared("DELETE FROM \(table) WHERE url = ? AND key = ?")
            row.bind(1, number)
            row.bind(2, key)
            try row.run()
        }
        let count = try db.prepared("UPDATE url SET mentions = mentions - 1 WHERE number = ?")
        count.bind(1, number)
        try count.run()
        stale.insert(DerivedReference(kind: .url, number: number))
    }

    func urlNumber(_ url: String) throws -> Int64? {
        let find = try db.prepared("SELECT number, url FROM url WHERE hash = ?")
        find.bind(1, urlHash(url))
        defer { find.reset() }
        while try find.step() {
            if find.string(1) == url { return find.int64(0) }
        }
        return nil
    }

    private func urlHash(_ url: String) -> Int64 { Int64(bitPattern: StableHash.hash(url, seed: state.seed)) }

    private func insertURL(_ mention: Contributions.URL, key: Int64) throws -> Int64 {
        let row = try db.prepared(
            "INSERT INTO url(id, first_key, first_position, mentions, hash, url) VALUES(?, ?, ?, 0, ?, ?)")
        row.bind(1, blob: DerivedKind.url.id(key: key, position: mention.position, seed: state.seed).bytes)
        row.bind(2, key)
        row.bind(3, mention.position)
        row.bind(4, urlHash(mention.url))
        row.bind(5, mention.url)
        try row.run()
        counters.add(1, to: .urls)
        return db.lastInsertedRowID
    }

    private func insertExtractions(_ extractions: [ObservedURL.Extraction], of number: Int64, key: Int64) throws {
        let row = try db.prepared("INSERT INTO url_extraction VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
        for (position, extraction) in extractions.enumerated() {
            row.bind(1, number)
            row.bind(2, key)
            row.bind(3, position)
            row.bind(4, extraction.timestamp.microseconds)
            row.bind(5, extraction.hashes.md5)
            row.bind(6, extraction.hashes.sha1)
            row.bind(7, extraction.hashes.sha256)
            row.bind(8, extraction.hashes.sha512)
            try row.run()
        }
    }
}
