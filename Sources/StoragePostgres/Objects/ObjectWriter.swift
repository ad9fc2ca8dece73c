import Documents
import Model
import Storage

/// The tables of objects for one command. Counters come last, sorted, so that processes do not wait for each other in circles.
final class ObjectWriter: ObjectTables, ObjectWriting {
    private struct Count: Hashable {
        var type: String
        var accessClass: Int64
    }

    private let node: Int
    private var counts: [Count: Int64] = [:]
    private var tags: [TagCounter: Int64] = [:]
    /// Whether a statement failed because of what another process did at the same time.
    private(set) var hasConflict = false

    /// `node` is whose counters are moved (design decision 19).
    init(_ connection: Connection, node: Int) {
        self.node = node
        super.init(connection)
    }

    /// Serialisation, deadlock, and a key that another process has just taken.
    private static let conflicts: Set<String> = ["40001", "40P01", "23505"]

    override func failure(_ error: any Error) -> StorageError {
        if ObjectWriter.conflicts.contains(connection.lastState) { hasConflict = true }
        return super.failure(error)
    }

    // MARK: Finding

    func row(id: ObjectID) throws -> ObjectRow? {
        try connection.query("SELECT \(ObjectTables.all) FROM object AS o WHERE o.id = $1 FOR UPDATE", .bytes(id.bytes)).first
            .map { ObjectTables.row($0, hasHead: true) }
    }

    func neighbours(of id: ObjectID) throws -> (previous: Int64?, next: Int64?) {
        let row = try connection.query(
            """
            SELECT (SELECT key FROM object WHERE id < $1 ORDER BY id DESC LIMIT 1),
                (SELECT key FROM object WHERE id > $1 ORDER BY id LIMIT 1)
            """, .bytes(id.bytes)
        ).first
        return (row?.optionalInt64(0), row?.optionalInt64(1))
    }

    func isTaken(_ key: Int64) throws -> Bool { try connection.exists("SELECT 1 FROM object WHERE key = $1", .int(key)) }

    // MARK: Natural keys and classes

    /// The lock is one of a number, other than those of ``AdvisoryLock``, which are of two.
    func objects(withIdentity identity: Int64) throws -> [Int64] {
        try connection.query("SELECT pg_advisory_xact_lock($1)", .int(identity))
        return try connection.query("SELECT object FROM object_identity WHERE identity = $1 ORDER BY object", .int(identity))
            .map { $0.int64(0) }
    }

    func addIdentity(_ identity: Int64, object: Int64) throws {
        try connection.query("INSERT INTO object_identity VALUES($1, $2) ON CONFLICT DO NOTHING", .int(identity), .int(object))
    }

    func removeIdentity(_ identity: Int64, object: Int64) throws {
        try connection.query("DELETE FROM object_identity WHERE identity = $1 AND object = $2", .int(identity), .int(object))
    }

    func number(of accessClass: AccessClass) throws -> Int64 {
        let text = accessClass.text
        let digest = Digest.of(text)
        func find() throws(StorageError) -> Int64? {
            try connection.query("SELECT number FROM access_class WHERE digest = $1", .bytes(digest)).first?.int64(0)
        }
        if let number = try find() { return number }
        try AdvisoryLock.accessClasses.takeForTransaction(connection)
        if let number = try find() { return number }
        return try connection.query(
            "INSERT INTO access_class SELECT coalesce(max(number), 0) + 1, $1, $2 FROM access_class RETURNING number", .bytes(digest),
            .text(text)
        ).first?.int64(0) ?? 0
    }

    // MARK: Objects

    func insert(_ row: ObjectRow, tokens: Set<UInt64>) throws {
        try connection.query(
            """
            INSERT INTO object(key, class, target, created, modified, main, inline_parts, identities, tokens, head, id, type)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            parameters(row) + [ObjectWriter.array(tokens), .bytes(row.head), .bytes(row.id.bytes), .text(row.type)])
    }

    func update(_ row: ObjectRow, from old: Set<UInt64>, to new: Set<UInt64>) throws {
        var values = parameters(row)
        var assignments = ""
        if old != new {
            values.append(ObjectWriter.array(new))
            assignments += ", tokens = $\(values.count)"
        }
        if !row.head.isEmpty {
            values.append(.bytes(row.head))
            assignments += ", head = $\(values.count)"
        }
        try connection.query(
            """
            UPDATE object SET class = $2, target = $3, created = $4, modified = $5, main = $6, inline_parts = $7, identities = $8
            \(assignments) WHERE key = $1
            """, values)
    }

    private func parameters(_ row: ObjectRow) -> [Parameter] {
        [
            .int(row.key), .int(row.accessClass), .bytes(row.target?.bytes), .int(row.created), .int(row.modified), .text(row.main),
            .number(row.inlineParts), .bytes(IdentityList.encode(row.identities)),
        ]
    }

    private static func array(_ tokens: Set<UInt64>) -> Parameter { .ints(tokens.map { Int64(bitPattern: $0) }.sorted()) }

    func delete(_ row: ObjectRow, tokens: Set<UInt64>) throws {
        try connection.query("DELETE FROM object WHERE key = $1", .int(row.key))
    }

    // MARK: Entries of growing lists

    func parts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow] {
        var values: [Parameter] = [.int(object), .int(list.rawValue), .number(limit)]
        if let key { values.append(.text(key)) }
        // The order of an expression keeps the planner from walking the whole list in its order.
        let condition = key == nil ? "ORDER BY row" : "AND left(key, 200) = left($4, 200) AND key = $4 ORDER BY row + 0"
        return try connection.query(
            """
            SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND list = $2 \(condition) LIMIT $3
            """, values
        ).map(part)
    }

    func part(object: Int64, list: GrowingListNumber, row: Int64) throws -> PartRow? {
        try connection.query(
            "SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND list = $2 AND row = $3", .int(object),
            .int(list.rawValue), .int(row)
        ).first.map(part)
    }

    func inlineParts(object: Int64) throws -> [PartRow] {
        try connection.query(
            "SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND tokens IS NULL", .int(object)
        ).map(part)
    }

    func lastPart(object: Int64, list: GrowingListNumber) throws -> Int64 {
        try connection.query(
            "SELECT row FROM object_part WHERE object = $1 AND list = $2 ORDER BY row DESC LIMIT 1", .int(object), .int(list.rawValue)
        ).first?.int64(0) ?? 0
    }

    func hasPart(object: Int64, list: GrowingListNumber, key: String, level: Int64) throws -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM object_part WHERE object = $1 AND list = $2 AND left(key, 200) = left($3, 200) AND key = $3 AND level = $4
            LIMIT 1
            """, .int(object), .int(list.rawValue), .text(key), .int(level))
    }

    func insert(_ part: PartRow, tokens: Set<UInt64>?) throws {
        try connection.query(
            """
            INSERT INTO object_part(object, list, row, key, level, value\(tokens == nil ? "" : ", tokens"))
            VALUES($1, $2, $3, $4, $5, $6\(tokens == nil ? "" : ", $7"))
            """, parameters(part, tokens))
    }

    func update(_ part: PartRow, from old: Set<UInt64>?, to new: Set<UInt64>?) throws {
        try connection.query(
            """
            UPDATE object_part SET key = $4, level = $5, value = $6\(new == nil ? "" : ", tokens = $7")
            WHERE object = $1 AND list = $2 AND row = $3
            """, parameters(part, new))
    }

    private func parameters(_ part: PartRow, _ tokens: Set<UInt64>?) -> [Parameter] {
        [
            .int(part.object), .int(part.list.rawValue), .int(part.row), .text(part.key), .int(part.level), .bytes(part.value),
        ] + (tokens.map { [ObjectWriter.array($0)] } ?? [])
    }

    func delete(_ part: PartRow, tokens: Set<UInt64>?) throws {
        try connection.query(
            "DELETE FROM object_part WHERE object = $1 AND list = $2 AND row = $3", .int(part.object), .int(part.list.rawValue),
            .int(part.row))
    }

    // MARK: Counters

    func count(type: String, accessClass: Int64, by amount: Int64) {
        counts[Count(type: type, accessClass: accessClass), default: 0] += amount
    }

    func count(_ counter: TagCounter, by amount: Int64) { tags[counter, default: 0] &+= amount }

    /// Writes the counters; the last thing before the COMMIT.
    func flush() throws {
        for (count, amount) in counts.sorted(by: { ($0.key.type, $0.key.accessClass) < ($1.key.type, $1.key.accessClass) })
        where amount != 0 {
            try connection.query(
                """
                INSERT INTO object_count VALUES($1, $2, $3, $4)
                ON CONFLICT (type, class, node) DO UPDATE SET value = object_count.value + excluded.value
                """, .text(count.type), .int(count.accessClass), .number(node), .int(amount))
        }
        try TagRows.add(tags, node: node, connection)
    }

    // MARK: Files, audit

    func linkFile(id: ObjectID, sha256: [UInt8], owner: ObjectID) throws -> Bool {
        try AdvisoryLock.contents.shareForTransaction(connection)
        return try connection.query(
            "INSERT INTO file_reference SELECT $1, number, $2 FROM blob WHERE sha256 = $3", .bytes(id.bytes), .bytes(owner.bytes),
            .bytes(sha256)
        ).changes > 0
    }

    func file(_ id: ObjectID) throws -> FileReference? { try BlobRows.file(id, connection) }

    func unlinkFile(_ id: ObjectID) throws {
        try connection.query("DELETE FROM file_reference WHERE id = $1", .bytes(id.bytes))
    }

    func audit(_ entry: ObjectAudit, at time: Timestamp) throws {
        try connection.query(
            "INSERT INTO object_audit(time, account, type, target, method, value) VALUES($1, $2, $3, $4, $5, $6)",
            .int(time.microseconds), .text(entry.user), .text(entry.type), .bytes(entry.target.bytes), .text(entry.method),
            .text(entry.value))
    }
}
