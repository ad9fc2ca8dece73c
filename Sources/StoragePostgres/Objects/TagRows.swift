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

    /// Statements that move some counters of a node, sorted, so that processes do not wait for each other in circles.
    static func add(_ amounts: [TagCounter: Int64], node: Int) -> [Statement] {
        let moved = amounts.filter { $0.value != 0 }.map { (key: digest($0.key), counter: $0.key, amount: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        guard !moved.isEmpty else { return [] }
        var statements: [Statement] = [
            (
                """
                INSERT INTO tag_count SELECT digest, $7, kind, name, type, class, value
                FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
                    AS moved(digest, kind, name, type, class, value)
                ON CONFLICT (digest, node) DO UPDATE SET value = tag_count.value + excluded.value
                """,
                [
                    .blobs(moved.map(\.key)), .texts(moved.map(\.counter.tag.kind.rawValue)), .texts(moved.map(\.counter.tag.name)),
                    .texts(moved.map(\.counter.type)), .ints(moved.map(\.counter.accessClass)), .ints(moved.map(\.amount)),
                    .number(node),
                ]
            )
        ]
        let lowered = moved.filter { $0.amount < 0 }
        if !lowered.isEmpty {
            statements.append(
                ("DELETE FROM tag_count WHERE digest = ANY($1) AND node = $2 AND value = 0", [.blobs(lowered.map(\.key)), .number(node)]))
        }
        return statements
    }

    /// Names may be longer than a row of an index.
    private static func digest(_ counter: TagCounter) -> [UInt8] {
        Digest.of("\(counter.tag.kind.rawValue) \(counter.type) \(counter.accessClass) \(counter.tag.name)")
    }
}
