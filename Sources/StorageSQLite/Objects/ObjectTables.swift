internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// The tables of objects on one connection, as searches read them.
struct ObjectTables: ObjectReading {
    let db: Database
    let tokens: ObjectTokens
    let path: String

    func failure(_ error: any Error) -> StorageError { StorageError(error, path: path) }

    func classes(after number: Int64) throws -> [(number: Int64, accessClass: AccessClass)] {
        let rows = try db.prepared("SELECT number, pairs FROM access_class WHERE number > ? ORDER BY number")
        rows.bind(1, number)
        return try ObjectRows.collect(rows) { row in
            guard let accessClass = AccessClass(text: row.string(1)) else {
                throw StorageError(.corrupt, "\(path): the access class \(row.int64(0)) can't be read")
            }
            return (row.int64(0), accessClass)
        }
    }

    // MARK: Lists

    /// The statement of a scan: of everything by the covering index, otherwise by the index over tokens, which gives keys
    /// in order. Only heads are read from the table.
    static func sql(_ scan: ObjectScan, isIndexed: Bool) -> String {
        let columns = scan.readsHeads ? ObjectRows.all : ObjectRows.columns
        let order = scan.isDescending ? "DESC" : "ASC"
        let after = scan.isDescending ? "<" : ">"
        if isIndexed {
            // The plus keeps the planner from taking the bound of `i.rowid` for one of `o.key`, instead of their equality.
            let object =
                scan.readsHeads
                ? "object AS o ON o.key = i.rowid" : "object AS o INDEXED BY object_list ON o.type = ?5 AND o.key = +i.rowid"
            return """
                SELECT \(columns) FROM object_index AS i CROSS JOIN \(object)
                WHERE object_index MATCH ?1 AND i.rowid \(after) ?2 ORDER BY i.rowid \(order) LIMIT ?3 OFFSET ?4
                """
        }
        return """
            SELECT \(columns) FROM object AS o INDEXED BY object_list WHERE o.type = ?1 AND o.key \(after) ?2
            ORDER BY o.key \(order) LIMIT ?3 OFFSET ?4
            """
    }

    static let countSQL = "SELECT count(*) FROM object_index WHERE object_index MATCH ?"

    /// What the index is asked; nil when everything is wanted.
    private func match(_ scan: ObjectScan) -> String? {
        guard scan.condition != .everything else { return nil }
        return TokenText.query(scan.condition, among: tokens.token(type: scan.type))
    }

    /// The statement of a scan with its values; rows that fail a test do not count for its limit.
    private func prepared(_ scan: ObjectScan) throws -> PreparedStatement {
        let match = match(scan)
        let rows = try db.prepared(ObjectTables.sql(scan, isIndexed: match != nil))
        rows.bind(1, match ?? scan.type)
        rows.bind(2, scan.after ?? (scan.isDescending ? Int64.max : -1))
        rows.bind(3, scan.tests.isEmpty ? scan.limit : -1)
        rows.bind(4, scan.offset)
        if match != nil, !scan.readsHeads { rows.bind(5, scan.type) }
        return rows
    }

    func rows(_ scan: ObjectScan) throws -> [ObjectRow] {
        if scan.condition == .nothing { return [] }
        let rows = try prepared(scan)
        guard !scan.tests.isEmpty else { return try ObjectRows.collect(rows) { ObjectRows.row($0, hasHead: scan.readsHeads) } }
        defer { rows.reset() }
        let tests = try RowTests(scan)
        var found: [ObjectRow] = []
        while found.count < scan.limit, try rows.step() {
            if try tests.result(for: rows) != .fails { found.append(ObjectRows.row(rows, hasHead: scan.readsHeads)) }
        }
        return found
    }

    func tally(_ scan: ObjectScan) throws -> ObjectTally? {
        var tally = ObjectTally()
        if scan.condition == .nothing { return tally }
        var scan = scan
        scan.readsHeads = false
        let rows = try prepared(scan)
        defer { rows.reset() }
        let tests = try RowTests(scan)
        while try rows.step() {
            switch try tests.result(for: rows) {
            case .passes: tally.matching += 1
            case .fails: break
            case .isUndecided: tally.undecided.append(rows.int64(0))
            }
        }
        return tally
    }

    func count(_ scan: ObjectScan) throws -> Int {
        guard scan.condition != .nothing else { return 0 }
        guard let match = match(scan) else { return try counts(ofType: scan.type).values.reduce(0, +) }
        let rows = try db.prepared(ObjectTables.countSQL)
        rows.bind(1, match)
        defer { rows.reset() }
        return try rows.step() ? rows.int(0) : 0
    }

    func counts(ofType type: String) throws -> [Int64: Int] {
        let rows = try db.prepared("SELECT class, value FROM object_count WHERE type = ?")
        rows.bind(1, type)
        return Dictionary(try ObjectRows.collect(rows) { ($0.int64(0), $0.int(1)) }, uniquingKeysWith: +)
    }

    func generation() throws -> Int64? { try StoreNumbers.objectGeneration(db) }

    func positions(_ walk: ObjectWalk) throws -> [ObjectPosition]? {
        var found: [ObjectPosition] = []
        for leg in DateWalk.legs(walk) where found.count < walk.limit {
            let rows = try db.prepared(leg.sql)
            rows.bind(1, walk.type)
            rows.bind(2, walk.limit - found.count)
            for (index, value) in leg.values.enumerated() { rows.bind(Int32(3 + index), value) }
            found += try ObjectRows.collect(rows) { ObjectPosition(value: $0.optionalInt64(0), key: $0.int64(1)) }
        }
        return found
    }

    // MARK: Single objects

    func rows(ofType type: String, ids: [ObjectID]) throws -> [ObjectRow] {
        let find = try db.prepared("SELECT \(ObjectRows.all) FROM object AS o WHERE o.id = ? AND o.type = ?")
        return try ids.flatMap { id in
            find.bind(1, blob: id.bytes)
            find.bind(2, type)
            return try ObjectRows.collect(find) { ObjectRows.row($0, hasHead: true) }
        }
    }

    func rows(keys: [Int64]) throws -> [ObjectRow] {
        let find = try db.prepared("SELECT \(ObjectRows.all) FROM object AS o WHERE o.key = ?")
        return try keys.flatMap { key in
            find.bind(1, key)
            return try ObjectRows.collect(find) { ObjectRows.row($0, hasHead: true) }
        }
    }

    func facts(_ ids: [ObjectID]) throws -> [ObjectFacts] {
        let find = try db.prepared("SELECT type, class, target FROM object WHERE id = ?")
        return try ids.flatMap { id in
            find.bind(1, blob: id.bytes)
            return try ObjectRows.collect(find) { row in
                ObjectFacts(
                    id: id, type: row.string(0), accessClass: row.int64(1), target: row.isNull(2) ? nil : ObjectRows.id(row, 2))
            }
        }
    }

    // MARK: Entries of growing lists

    func objects(withPartTokens tokens: [UInt64]) throws -> [Int64] {
        guard !tokens.isEmpty else { return [] }
        let rows = try db.prepared(
            """
            SELECT DISTINCT p.object FROM part_index AS i CROSS JOIN part_owner AS p ON p.number = i.rowid
            WHERE part_index MATCH ? ORDER BY p.object
            """)
        rows.bind(1, TokenText.query(anyOf: tokens))
        return try ObjectRows.collect(rows) { $0.int64(0) }
    }

    func parts(objects: [Int64], lists: [GrowingListNumber]) throws -> [PartRow] {
        let rows = try db.prepared(
            """
            SELECT \(ObjectRows.partColumns) FROM object_part WHERE object = ? AND list = ? ORDER BY row
            """)
        var found: [PartRow] = []
        for object in objects {
            for list in lists {
                rows.bind(1, object)
                rows.bind(2, list.rawValue)
                found += try ObjectRows.collect(rows, ObjectRows.part)
            }
        }
        return found
    }
}
