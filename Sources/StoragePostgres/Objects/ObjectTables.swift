import Documents
import Model
import Storage

/// The tables of objects on one connection, in one transaction, as searches read them.
class ObjectTables: ObjectReading {
    let connection: Connection
    let tokens: ObjectTokens

    init(_ connection: Connection, tokens: ObjectTokens) {
        self.connection = connection
        self.tokens = tokens
    }

    func failure(_ error: any Error) -> StorageError {
        switch error {
        case let error as StorageError: error
        case let error as PatternError: StorageError(error == .tooExpensive ? .tooExpensive : .invalid, error.description)
        case is CancellationError: StorageError(.unavailable, "\(connection.info.label): the request was cancelled")
        case is StoredDocumentError: StorageError(.corrupt, "\(connection.info.label): \(error)")
        default: StorageError(.failed, "\(connection.info.label): \(error)")
        }
    }

    func classes(after number: Int64) throws -> [(number: Int64, accessClass: AccessClass)] {
        try connection.query("SELECT number, pairs FROM access_class WHERE number > $1 ORDER BY number", .int(number)).map { row in
            guard let accessClass = AccessClass(text: row.string(1)) else {
                throw StorageError(.corrupt, "\(connection.info.label): the access class \(row.int64(0)) can't be read")
            }
            return (row.int64(0), accessClass)
        }
    }

    // MARK: Lists

    static let columns = "o.key, o.id, o.class, o.target, o.created, o.modified, o.main, o.type"
    static let all = columns + ", o.inline_parts, o.identities, o.head"

    static func row(_ row: Row, hasHead: Bool) -> ObjectRow {
        ObjectRow(
            key: row.int64(0), id: ObjectID(bytes: row.bytes(1)) ?? ObjectID(seconds: 0, tail: 0), type: row.string(7),
            accessClass: row.int64(2), target: row.optionalBytes(3).flatMap { ObjectID(bytes: $0) }, created: row.optionalInt64(4),
            modified: row.optionalInt64(5), main: row.optionalString(6), inlineParts: hasHead ? row.int(8) : 0,
            identities: hasHead ? IdentityList.decode(row.bytes(9)) : [], head: hasHead ? row.bytes(10) : [])
    }

    /// The statement of a scan and its parameters.
    static func statement(_ scan: ObjectScan) -> Statement {
        let (order, after) = scan.isDescending ? ("DESC", "<") : ("ASC", ">")
        var clause = TokenClause(after: [
            .text(scan.type), .int(scan.after ?? (scan.isDescending ? Int64.max : -1)), .number(scan.limit), .number(scan.offset),
        ])
        let tests = scan.tests.compactMap { clause.sql($0, passingNull: true) }
        let condition = ([clause.sql(scan.condition)] + tests).joined(separator: " AND ")
        let sql = """
            SELECT \(scan.readsHeads ? all : columns) FROM object AS o WHERE o.type = $1 AND o.key \(after) $2 AND \(condition)
            ORDER BY o.key \(order) LIMIT $3 OFFSET $4
            """
        return (sql, clause.parameters)
    }

    func rows(_ scan: ObjectScan) throws -> [ObjectRow] {
        let (sql, parameters) = ObjectTables.statement(scan)
        return try connection.query(sql, parameters).map { ObjectTables.row($0, hasHead: scan.readsHeads) }
    }

    /// The statement that counts the rows of a scan. The type is asked for by its token, so that the index alone may answer.
    static func count(_ scan: ObjectScan, typeToken: UInt64) -> Statement {
        var clause = TokenClause(after: [])
        let condition = clause.sql(FilterPlan.and([.has(typeToken), scan.condition]))
        return ("SELECT count(*) FROM object AS o WHERE \(condition)", clause.parameters)
    }

    func count(_ scan: ObjectScan) throws -> Int {
        guard scan.condition != .nothing else { return 0 }
        let (sql, parameters) = ObjectTables.count(scan, typeToken: tokens.token(type: scan.type))
        return try connection.query(sql, parameters).first?.int(0) ?? 0
    }

    /// The statements that count the rows of a scan which pass its tests, and look for those of which columns do not tell; nil
    /// where a test is not the database's.
    static func tally(_ scan: ObjectScan) -> [Statement]? {
        if scan.tests.contains(where: { if case .pattern = $0.question { true } else { false } }) { return nil }
        return [true, false].map { isDecided in
            var clause = TokenClause(after: [.text(scan.type), .int(scan.after ?? (scan.isDescending ? Int64.max : -1))])
            let tests = scan.tests.compactMap { clause.sql($0, passingNull: !isDecided) }
            let undecided = scan.tests.map { "o.\(TokenClause.name($0.column)) IS NULL" }.joined(separator: " OR ")
            let condition = ([clause.sql(scan.condition)] + tests + (isDecided ? [] : ["(\(undecided))"])).joined(separator: " AND ")
            let rows = "FROM object AS o WHERE o.type = $1 AND o.key \(scan.isDescending ? "<" : ">") $2 AND \(condition)"
            return (isDecided ? "SELECT count(*) \(rows)" : "SELECT o.key \(rows) ORDER BY o.key", clause.parameters)
        }
    }

    func tally(_ scan: ObjectScan) throws -> ObjectTally? {
        guard !scan.tests.isEmpty, let statements = ObjectTables.tally(scan) else { return nil }
        var tally = ObjectTally()
        tally.matching = try connection.query(statements[0].sql, statements[0].parameters).first?.int(0) ?? 0
        tally.undecided = try connection.query(statements[1].sql, statements[1].parameters).map { $0.int64(0) }
        return tally
    }

    func positions(_ walk: ObjectWalk) throws -> [ObjectPosition]? {
        var found: [ObjectPosition] = []
        for leg in DateWalk.legs(walk) where found.count < walk.limit {
            let parameters: [Parameter] = [.text(walk.type), .number(walk.limit - found.count)] + leg.values.map { .int($0) }
            found += try connection.query(leg.sql, parameters).map { ObjectPosition(value: $0.optionalInt64(0), key: $0.int64(1)) }
        }
        return found
    }

    /// Every commit moves the number of its node.
    func generation() throws -> Int64? {
        try connection.query("SELECT coalesce(sum(value), 0)::int8 FROM object_generation").first?.int64(0)
    }

    func counts(ofType type: String) throws -> [Int64: Int] {
        let rows = try connection.query(
            "SELECT class, sum(value)::int8 FROM object_count WHERE type = $1 GROUP BY class", .text(type))
        return Dictionary(rows.map { ($0.int64(0), $0.int(1)) }, uniquingKeysWith: +)
    }

    // MARK: Single objects

    static let byID = "SELECT \(all) FROM object AS o WHERE o.id = ANY($1) AND o.type = $2"
    static let byKey = "SELECT \(all) FROM object AS o WHERE o.key = ANY($1)"

    func rows(ofType type: String, ids: [ObjectID]) throws -> [ObjectRow] {
        try connection.query(ObjectTables.byID, .blobs(ids.map(\.bytes)), .text(type)).map { ObjectTables.row($0, hasHead: true) }
    }

    func rows(keys: [Int64]) throws -> [ObjectRow] {
        guard !keys.isEmpty else { return [] }
        return try connection.query(ObjectTables.byKey, .ints(keys)).map { ObjectTables.row($0, hasHead: true) }
    }

    func facts(_ ids: [ObjectID]) throws -> [ObjectFacts] {
        try connection.query("SELECT id, type, class, target FROM object WHERE id = ANY($1)", .blobs(ids.map(\.bytes))).map { row in
            ObjectFacts(
                id: ObjectID(bytes: row.bytes(0)) ?? ObjectID(seconds: 0, tail: 0), type: row.string(1), accessClass: row.int64(2),
                target: row.optionalBytes(3).flatMap { ObjectID(bytes: $0) })
        }
    }

    // MARK: Entries of growing lists

    static let partColumns = "object, list, row, key, level, tokens IS NULL, value"

    func part(_ row: Row) throws -> PartRow {
        guard let list = GrowingListNumber(rawValue: row.int64(1)) else {
            throw StorageError(.tooNew, "an object has a list that this Waggle does not know")
        }
        return PartRow(
            object: row.int64(0), list: list, row: row.int64(2), key: row.string(3), level: row.int64(4), isInline: row.flag(5),
            value: row.bytes(6))
    }

    /// Objects with an entry that keeps one of some tokens itself.
    static let owners = "SELECT DISTINCT object FROM object_part WHERE tokens IS NOT NULL AND tokens && $1 ORDER BY object"
    static let entries =
        "SELECT \(partColumns) FROM object_part WHERE object = ANY($1) AND list = ANY($2) ORDER BY object, list, row"

    func objects(withPartTokens tokens: [UInt64]) throws -> [Int64] {
        guard !tokens.isEmpty else { return [] }
        return try connection.query(ObjectTables.owners, .ints(tokens.map { Int64(bitPattern: $0) })).map { $0.int64(0) }
    }

    func parts(objects: [Int64], lists: [GrowingListNumber]) throws -> [PartRow] {
        try connection.query(ObjectTables.entries, .ints(objects), .ints(lists.map(\.rawValue))).map(part)
    }
}
