import Documents
import Model
import Storage

/// What the messages of one transaction add to documents that many messages share, summed by document.
///
/// Rows are written in the order of their digests and tables in one order, last in the transaction, so that nodes wait for
/// one another as short as can be and never in a circle (design decision 19).
struct SharedSums {
    var urls: [[UInt8]: URLSum] = [:]
    var files: [[UInt8]: FileSum] = [:]
    var dorks: [[UInt8]: DorkSum] = [:]
    var metadata: [[UInt8]: MetadataSum] = [:]
    /// Bytes of files by digest.
    private(set) var contents: [[UInt8]: [UInt8]] = [:]

    mutating func add(_ contributions: Contributions, key: RecordKey, received: Timestamp) {
        for url in contributions.urls { urls[url.digest, default: URLSum(url.url)].add(url, key: key, received: received) }
        for file in contributions.files {
            let digest = file.digest
            files[digest, default: FileSum(file)].add(file, key: key)
            contents[digest] = contributions.contents[file.hashes.sha512]
        }
        for dork in contributions.dorks { dorks[dork.digest, default: DorkSum(dork)].add(dork, key: key) }
        for event in contributions.metadata { metadata[event.digest, default: MetadataSum(event.facts)].add(event, key: key) }
    }

    /// Writes all rows; gives what that changed in the counters.
    func flush(counters: inout CounterDelta, _ connection: Connection) throws(StorageError) {
        try URLSum.flush(SharedSums.sorted(urls), counters: &counters, connection)
        try FileSum.flush(SharedSums.sorted(files), contents: contents, counters: &counters, connection)
        try DorkSum.flush(SharedSums.sorted(dorks), counters: &counters, connection)
        try MetadataSum.flush(SharedSums.sorted(metadata), connection)
    }

    /// In the order in which rows are locked.
    static func sorted<Sum>(_ sums: [[UInt8]: Sum]) -> [(digest: [UInt8], sum: Sum)] {
        sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { (digest: $0.key, sum: $0.value) }
    }
}

/// Where a document was first seen: the key of the message and the position in it.
struct FirstPlace {
    var key: Int64 = .max
    var position = 0

    mutating func lower(to key: RecordKey, position: Int) {
        guard (key.rawValue, position) < (self.key, self.position) else { return }
        self.key = key.rawValue
        self.position = position
    }

    /// The assignments of an upsert that keep the earlier place.
    static func keepEarlier(in table: String) -> String {
        """
        first_key = least(\(table).first_key, excluded.first_key),
            first_position = CASE
                WHEN (excluded.first_key, excluded.first_position) < (\(table).first_key, \(table).first_position)
                THEN excluded.first_position ELSE \(table).first_position END
        """
    }
}
