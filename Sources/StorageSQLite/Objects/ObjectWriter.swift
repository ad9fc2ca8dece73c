internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// The tables of objects for one command: rows are written at once, what indexes and counters need is gathered.
final class ObjectWriter: ObjectWriting {
    let tables: ObjectTables
    let transaction: WriteTransaction
    var db: Database { tables.db }
    /// To be written at the end of the group.
    private(set) var changes = ObjectChanges()

    init(_ tables: ObjectTables, _ transaction: WriteTransaction) {
        self.tables = tables
        self.transaction = transaction
    }

    // MARK: Reading

    func failure(_ error: any Error) -> StorageError { tables.failure(error) }
    func classes(after number: Int64) throws -> [(number: Int64, accessClass: AccessClass)] { try tables.classes(after: number) }
    func rows(_ scan: ObjectScan) throws -> [ObjectRow] { try tables.rows(scan) }
    func count(_ scan: ObjectScan) throws -> Int { try tables.count(scan) }
    func counts(ofType type: String) throws -> [Int64: Int] { try tables.counts(ofType: type) }
    func rows(ofType type: String, ids: [ObjectID]) throws -> [ObjectRow] { try tables.rows(ofType: type, ids: ids) }
    func rows(keys: [Int64]) throws -> [ObjectRow] { try tables.rows(keys: keys) }
    func objects(withPartTokens tokens: [UInt64]) throws -> [Int64] { try tables.objects(withPartTokens: tokens) }
    func facts(_ ids: [ObjectID]) throws -> [ObjectFacts] { try tables.facts(ids) }

    func parts(objects: [Int64], lists: [GrowingListNumber]) throws -> [PartRow] {
        try tables.parts(objects: objects, lists: lists)
    }

    func row(id: ObjectID) throws -> ObjectRow? {
        let find = try db.prepared("SELECT \(ObjectRows.all) FROM object AS o WHERE o.id = ?")
        find.bind(1, blob: id.bytes)
        return try ObjectRows.collect(find) { ObjectRows.row($0, hasHead: true) }.first
    }

    func neighbours(of id: ObjectID) throws -> (previous: Int64?, next: Int64?) {
        let before = try db.prepared("SELECT key FROM object WHERE id < ? ORDER BY id DESC LIMIT 1")
        before.bind(1, blob: id.bytes)
        let after = try db.prepared("SELECT key FROM object WHERE id > ? ORDER BY id LIMIT 1")
        after.bind(1, blob: id.bytes)
        return (try ObjectRows.collect(before) { $0.int64(0) }.first, try ObjectRows.collect(after) { $0.int64(0) }.first)
    }

    func isTaken(_ key: Int64) throws -> Bool {
        let find = try db.prepared("SELECT 1 FROM object WHERE key = ?")
        find.bind(1, key)
        defer { find.reset() }
        return try find.step()
    }

    // MARK: Natural keys and classes

    func objects(withIdentity identity: Int64) throws -> [Int64] {
        try transaction.identities().objects(withIdentity: identity, db)
    }

    func addIdentity(_ identity: Int64, object: Int64) throws {
        try transaction.identities().add(identity, object: object, db)
    }

    func removeIdentity(_ identity: Int64, object: Int64) throws {
        try transaction.identities().remove(identity, object: object, db)
    }

    func number(of accessClass: AccessClass) throws -> Int64 {
        let text = accessClass.text
        let find = try db.prepared("SELECT number FROM access_class WHERE pairs = ?")
        find.bind(1, text)
        if let number = try ObjectRows.collect(find, { $0.int64(0) }).first { return number }
        let insert = try db.prepared("INSERT INTO access_class(pairs) VALUES(?)")
        insert.bind(1, text)
        try insert.run()
        return db.lastInsertedRowID
    }

    // MARK: Objects

    func insert(_ row: ObjectRow, tokens: Set<UInt64>) throws {
        let insert = try db.prepared(
            """
            INSERT INTO object(class, target, created, modified, main, inline_parts, identities, key, id, type, head)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        bind(row, to: insert)
        insert.bind(8, row.key)
        insert.bind(9, blob: row.id.bytes)
        insert.bind(10, row.type)
        insert.bind(11, blob: row.head)
        try insert.run()
        changes.index(object: row.key, from: nil, to: tokens)
    }

    func update(_ row: ObjectRow, from old: Set<UInt64>, to new: Set<UInt64>) throws {
        let hasHead = !row.head.isEmpty
        let update = try db.prepared(
            """
            UPDATE object SET class = ?, target = ?, created = ?, modified = ?, main = ?, inline_parts = ?, identities = ?
            \(hasHead ? ", head = ?9" : "") WHERE key = ?8
            """)
        bind(row, to: update)
        update.bind(8, row.key)
        if hasHead { update.bind(9, blob: row.head) }
        try update.run()
        changes.index(object: row.key, from: old, to: new)
    }

    private func bind(_ row: ObjectRow, to statement: PreparedStatement) {
        statement.bind(1, row.accessClass)
        if let target = row.target { statement.bind(2, blob: target.bytes) } else { statement.bind(2, optional: Int64?.none) }
        statement.bind(3, optional: row.created)
        statement.bind(4, optional: row.modified)
        statement.bind(5, row.main)
        statement.bind(6, row.inlineParts)
        statement.bind(7, text: IdentityList.encode(row.identities))
    }

    func delete(_ row: ObjectRow, tokens: Set<UInt64>) throws {
        try run("DELETE FROM object WHERE key = ?", row.key)
        changes.index(object: row.key, from: tokens, to: nil)
    }

    func count(type: String, accessClass: Int64, by amount: Int64) {
        changes.count(type: type, accessClass: accessClass, by: amount)
    }

    // MARK: Entries of growing lists

    func parts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow] {
        // Left to itself the planner walks the whole list in its order.
        let (index, condition) = key == nil ? ("", "") : ("INDEXED BY object_part_key", "AND key = ?4")
        let rows = try db.prepared(
            """
            SELECT \(ObjectRows.partColumns) FROM object_part \(index) WHERE object = ?1 AND list = ?2 \(condition)
            ORDER BY row LIMIT ?3
            """)
        rows.bind(1, object)
        rows.bind(2, list.rawValue)
        rows.bind(3, limit)
        if let key { rows.bind(4, key) }
        return try ObjectRows.collect(rows, ObjectRows.part)
    }

    func part(object: Int64, list: GrowingListNumber, row: Int64) throws -> PartRow? {
        let find = try db.prepared("SELECT \(ObjectRows.partColumns) FROM object_part WHERE object = ? AND list = ? AND row = ?")
        find.bind(1, object)
        find.bind(2, list.rawValue)
        find.bind(3, row)
        return try ObjectRows.collect(find, ObjectRows.part).first
    }

    func inlineParts(object: Int64) throws -> [PartRow] {
        let rows = try db.prepared(
            "SELECT \(ObjectRows.partColumns) FROM object_part INDEXED BY object_part_inline WHERE object = ? AND indexed IS NULL")
        rows.bind(1, object)
        return try ObjectRows.collect(rows, ObjectRows.part)
    }

    func lastPart(object: Int64, list: GrowingListNumber) throws -> Int64 {
        let find = try db.prepared("SELECT row FROM object_part WHERE object = ? AND list = ? ORDER BY row DESC LIMIT 1")
        find.bind(1, object)
        find.bind(2, list.rawValue)
        return try ObjectRows.collect(find) { $0.int64(0) }.first ?? 0
    }

    func hasPart(object: Int64, list: GrowingListNumber, key: String, level: Int64) throws -> Bool {
        let find = try db.prepared("SELECT 1 FROM object_part WHERE object = ? AND list = ? AND key = ? AND level = ? LIMIT 1")
        find.bind(1, object)
        find.bind(2, list.rawValue)
        find.bind(3, key)
        find.bind(4, level)
        defer { find.reset() }
        return try find.step()
    }

    func insert(_ part: PartRow, tokens: Set<UInt64>?) throws {
        var number: Int64?
        if let tokens {
            try run("INSERT INTO part_owner(object) VALUES(?)", part.object)
            let owner = db.lastInsertedRowID
            changes.index(part: owner, from: nil, to: tokens)
            number = owner
        }
        let insert = try db.prepared("INSERT INTO object_part VALUES(?, ?, ?, ?, ?, ?, ?)")
        bind(part, to: insert)
        insert.bind(4, part.key)
        insert.bind(5, part.level)
        insert.bind(6, optional: number)
        insert.bind(7, blob: part.value)
        try insert.run()
    }

    func update(_ part: PartRow, from old: Set<UInt64>?, to new: Set<UInt64>?) throws {
        if let old, let new, let number = try owner(part) { changes.index(part: number, from: old, to: new) }
        let update = try db.prepared(
            "UPDATE object_part SET key = ?4, level = ?5, value = ?6 WHERE object = ?1 AND list = ?2 AND row = ?3")
        bind(part, to: update)
        update.bind(4, part.key)
        update.bind(5, part.level)
        update.bind(6, blob: part.value)
        try update.run()
    }

    func delete(_ part: PartRow, tokens: Set<UInt64>?) throws {
        if let tokens, let number = try owner(part) {
            changes.index(part: number, from: tokens, to: nil)
            try run("DELETE FROM part_owner WHERE number = ?", number)
        }
        let delete = try db.prepared("DELETE FROM object_part WHERE object = ? AND list = ? AND row = ?")
        bind(part, to: delete)
        try delete.run()
    }

    private func bind(_ part: PartRow, to statement: PreparedStatement) {
        statement.bind(1, part.object)
        statement.bind(2, part.list.rawValue)
        statement.bind(3, part.row)
    }

    private func owner(_ part: PartRow) throws -> Int64? {
        let find = try db.prepared("SELECT indexed FROM object_part WHERE object = ? AND list = ? AND row = ?")
        bind(part, to: find)
        return try ObjectRows.collect(find) { $0.optionalInt64(0) }.first ?? nil
    }

    private func run(_ sql: String, _ numbers: Int64...) throws {
        let statement = try db.prepared(sql)
        for (offset, number) in numbers.enumerated() { statement.bind(Int32(offset + 1), number) }
        try statement.run()
    }
}

extension ObjectWriter {
    // MARK: Files, counters, audit

    func linkFile(id: ObjectID, sha256: [UInt8], owner: ObjectID) throws -> Bool {
        let insert = try tables.db.prepared("INSERT INTO file_reference SELECT ?1, number, ?2 FROM blob WHERE sha256 = ?3")
        insert.bind(1, blob: id.bytes)
        insert.bind(2, blob: owner.bytes)
        insert.bind(3, blob: sha256)
        try insert.run()
        return tables.db.changesCount > 0
    }

    func file(_ id: ObjectID) throws -> FileReference? { try BlobRows.file(id, tables.db) }

    func unlinkFile(_ id: ObjectID) throws {
        let delete = try tables.db.prepared("DELETE FROM file_reference WHERE id = ?")
        delete.bind(1, blob: id.bytes)
        try delete.run()
    }

    func count(_ counter: TagCounter, by amount: Int64) { changes.count(counter, by: amount) }

    func audit(_ entry: ObjectAudit, at time: Timestamp) throws {
        let insert = try tables.db.prepared(
            "INSERT INTO object_audit(time, user, type, target, method, value) VALUES(?, ?, ?, ?, ?, ?)")
        insert.bind(1, time.microseconds)
        insert.bind(2, entry.user)
        insert.bind(3, entry.type)
        insert.bind(4, blob: entry.target.bytes)
        insert.bind(5, entry.method)
        insert.bind(6, entry.value)
        try insert.run()
    }
}
