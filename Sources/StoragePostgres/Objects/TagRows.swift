import Storage

/// Counters of buckets and sectors.
enum TagRows {
    /// All counters of some names after one, each summed up over the nodes.
    static func next(_ kind: TagKind, after name: String?, _ connection: Connection) throws(StorageError) -> [TagRow] {
        try connection.query(
            """
            SELECT name, type, class, sum(value)::int8 FROM tag_count WHERE kind = $1 AND name > $2 AND name <= (
                SELECT max(name) FROM (SELECT name FROM tag_count WHERE kind = $1 AND name > $2 ORDER BY name LIMIT $3) AS next)
            GROUP BY name, type, class ORDER BY name
            """, .text(kind.rawValue), .text(name ?? ""), .number(TagListing.rowsAtOnce)
        ).map { TagRow(name: $0.string(0), type: $0.string(1), accessClass: $0.int64(2), value: $0.int64(3)) }
    }

    /// Moves some counters of a node, sorted, so that processes do not wait for each other in circles.
    static func add(_ amounts: [TagCounter: Int64], node: Int, _ connection: Connection) throws(StorageError) {
        let sorted = amounts.filter { $0.value != 0 }.map { (key: digest($0.key), counter: $0.key, amount: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (key, counter, amount) in sorted {
            try connection.query(
                """
                INSERT INTO tag_count VALUES($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (digest, node) DO UPDATE SET value = tag_count.value + excluded.value
                """, .bytes(key), .number(node), .text(counter.tag.kind.rawValue), .text(counter.tag.name), .text(counter.type),
                .int(counter.accessClass), .int(amount))
            if amount < 0 {
                try connection.query("DELETE FROM tag_count WHERE digest = $1 AND node = $2 AND value = 0", .bytes(key), .number(node))
            }
        }
    }

    /// Names may be longer than a row of an index.
    private static func digest(_ counter: TagCounter) -> [UInt8] {
        Digest.of("\(counter.tag.kind.rawValue) \(counter.type) \(counter.accessClass) \(counter.tag.name)")
    }
}
