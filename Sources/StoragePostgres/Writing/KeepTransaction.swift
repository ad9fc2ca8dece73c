import Documents
import Model
import Storage

/// Gives documents the ids that they had in another system, with a few statements for all of them.
struct KeepTransaction {
    let reader: Reader

    private var connection: Connection { reader.connection }

    /// Writes everything short of the COMMIT.
    func run(_ ids: [ForeignID]) throws(StorageError) -> [ForeignID.Outcome] {
        try AdvisoryLock.node(NodeIdentities.importNode).takeForTransaction(connection)
        var outcomes = [ForeignID.Outcome](repeating: .missing, count: ids.count)
        var sessions: [(index: Int, id: ObjectID, message: ObjectID)] = []
        var urls: [Candidate] = []
        var files: [Candidate] = []
        for (index, entry) in ids.enumerated() {
            switch entry.document {
            case .session(let message): sessions.append((index, entry.id, message))
            case .url(let url): urls.append(Candidate(index: index, id: entry.id, digest: Digest.of(url)))
            case .file(let sha512): files.append(Candidate(index: index, id: entry.id, digest: Digest.of(sha512)))
            }
        }
        try keep(sessions, &outcomes)
        try keep(urls, kind: .url, table: "url", &outcomes)
        try keep(files, kind: .file, table: "file", &outcomes)
        return outcomes
    }

    // MARK: Sessions

    private func keep(
        _ entries: [(index: Int, id: ObjectID, message: ObjectID)], _ outcomes: inout [ForeignID.Outcome]
    ) throws(StorageError) {
        guard !entries.isEmpty else { return }
        var known = Set(
            try connection.query("SELECT id FROM foreign_session WHERE id = ANY($1)", .blobs(entries.map(\.id.bytes))).map { $0.bytes(0) })
        let keys = try messageKeys(Set(entries.map(\.message)))
        var free = try sessionsWithoutForeignID(of: Array(Set(keys.values)))
        var kept: [(id: [UInt8], key: Int64)] = []
        for entry in entries {
            guard !known.contains(entry.id.bytes) else {
                outcomes[entry.index] = .known
                continue
            }
            guard let message = keys[entry.message], let key = free[message]?.popLast() else { continue }
            known.insert(entry.id.bytes)
            kept.append((entry.id.bytes, key))
            outcomes[entry.index] = .kept
        }
        try connection.query(
            "INSERT INTO foreign_session(id, key) SELECT * FROM unnest($1::bytea[], $2::int8[])", .blobs(kept.map(\.id)),
            .ints(kept.map(\.key)))
    }

    private func messageKeys(_ ids: Set<ObjectID>) throws(StorageError) -> [ObjectID: Int64] {
        var keys: [ObjectID: Int64] = [:]
        for row in try connection.query("SELECT id, key FROM foreign_id WHERE id = ANY($1)", .blobs(ids.map(\.bytes))) {
            if let id = ObjectID(bytes: row.bytes(0)) { keys[id] = row.int64(1) }
        }
        for id in ids where keys[id] == nil {
            if let key = try reader.key(id, kind: .message), key.position == 0 { keys[id] = key.rawValue }
        }
        return keys
    }

    /// Keys of the sessions of messages, the first one last.
    private func sessionsWithoutForeignID(of messages: [Int64]) throws(StorageError) -> [Int64: [Int64]] {
        guard let first = messages.min(), let last = messages.max() else { return [:] }
        let width = RecordKey(rawValue: 0).at(position: RecordKey.positionsPerMessage - 1).rawValue
        // The bounds of all let the planner leave partitions out.
        let rows = try connection.query(
            """
            SELECT wanted.raw, found.key FROM unnest($1::int8[]) AS wanted(raw) CROSS JOIN LATERAL (
                SELECT s.key FROM session s WHERE s.key >= wanted.raw AND s.key <= wanted.raw + $2 AND s.raw = wanted.raw
                AND s.key >= $3 AND s.key <= $4) AS found
            LEFT JOIN foreign_session f ON f.key = found.key WHERE f.key IS NULL ORDER BY found.key DESC
            """,
            .ints(messages), .int(width), .int(first), .int(last + width))
        var free: [Int64: [Int64]] = [:]
        for row in rows { free[row.int64(0), default: []].append(row.int64(1)) }
        return free
    }

    // MARK: Urls and files

    private struct Candidate {
        var index: Int
        var id: ObjectID
        var digest: [UInt8]
    }

    private func keep(
        _ entries: [Candidate], kind: DerivedID.Kind, table: String, _ outcomes: inout [ForeignID.Outcome]
    ) throws(StorageError) {
        guard !entries.isEmpty else { return }
        let number = Parameter.int(Int64(kind.rawValue))
        let (ids, digests) = (Parameter.blobs(entries.map(\.id.bytes)), Parameter.blobs(entries.map(\.digest)))
        let known = try connection.query("SELECT id FROM foreign_document WHERE kind = $1 AND id = ANY($2)", number, ids)
        let there = try connection.query("SELECT digest FROM \(table) WHERE digest = ANY($1)", digests)
        let kept = try connection.query(
            """
            INSERT INTO foreign_document(kind, id, digest)
            SELECT $1::int8, new.id, new.digest FROM unnest($2::bytea[], $3::bytea[]) AS new(id, digest)
            WHERE EXISTS (SELECT 1 FROM \(table) t WHERE t.digest = new.digest) ON CONFLICT DO NOTHING RETURNING id
            """,
            number, ids, digests)
        let (knownIDs, present) = (Set(known.map { $0.bytes(0) }), Set(there.map { $0.bytes(0) }))
        var fresh = Set(kept.map { $0.bytes(0) })
        for entry in entries {
            if fresh.remove(entry.id.bytes) != nil {
                outcomes[entry.index] = .kept
            } else if knownIDs.contains(entry.id.bytes) || present.contains(entry.digest) {
                outcomes[entry.index] = .known
            }
        }
    }
}
