import Documents
import Model
import Storage

/// The tables of objects for the commands of one group, in one transaction. What commands write is kept in
/// ``PendingChanges`` until the end of the group; what they read comes from there and from the database.
///
/// Natural keys and rows are held until the end of the transaction. A group of several commands never waits for one that
/// another process holds, because it holds some itself and two groups might wait in a circle; see ``isBusy``.
final class ObjectWriter: ObjectTables, ObjectWriting {
    var changes = PendingChanges()
    /// Access classes, as far as this process and this transaction know them.
    private(set) var classes: KnownClasses
    let mayWait: Bool
    /// Whether a command would have had to wait for another process.
    private(set) var isBusy = false
    /// Whether a command has succeeded.
    private(set) var isKept = false
    /// Whether a statement failed because of what another process did at the same time.
    private(set) var hasConflict = false
    private var rehearsal: ObjectNeeds?

    /// - Parameter mayWait: whether to wait for what others hold; only where one command is all there is.
    init(_ connection: Connection, tokens: ObjectTokens, classes: KnownClasses, mayWait: Bool) {
        self.classes = classes
        self.mayWait = mayWait
        super.init(connection, tokens: tokens)
    }

    /// Serialisation, deadlock, and a key that another process has just taken.
    private static let conflicts: Set<String> = ["40001", "40P01", "23505"]

    override func failure(_ error: any Error) -> StorageError {
        if ObjectWriter.conflicts.contains(connection.lastState) { hasConflict = true }
        return super.failure(error)
    }

    /// How commands look for what they need.
    enum LookUp {
        static let row = "SELECT \(ObjectTables.all) FROM object AS o WHERE o.id = $1 FOR UPDATE"
        static let rows = "SELECT \(ObjectTables.all) FROM object AS o WHERE o.id = ANY($1) FOR UPDATE SKIP LOCKED"
        static let rowsByIdentity = """
            SELECT \(ObjectTables.all) FROM object AS o
            WHERE o.key IN (SELECT i.object FROM object_identity AS i WHERE i.identity = ANY($1)) FOR UPDATE SKIP LOCKED
            """
        static let identity = "SELECT object FROM object_identity WHERE identity = $1 ORDER BY object"
        static let identities = "SELECT identity, object FROM object_identity WHERE identity = ANY($1) ORDER BY object"
        static let gap = """
            (SELECT id, key, true FROM object WHERE id < $1 ORDER BY id DESC LIMIT 1)
            UNION ALL (SELECT id, key, false FROM object WHERE id > $1 ORDER BY id LIMIT 1)
            """
        static let parts = "SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND list = $2 ORDER BY row LIMIT $3"
        /// The order of an expression keeps the planner from walking the whole list in its order.
        static let partsByKey = """
            SELECT \(ObjectTables.partColumns) FROM object_part
            WHERE object = $1 AND list = $2 AND left(key, 200) = left($4, 200) AND key = $4 ORDER BY row + 0 LIMIT $3
            """
        static let inlineParts = "SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND tokens IS NULL"
        static let lastRows = "SELECT row FROM object_part WHERE object = $1 AND list = $2 ORDER BY row DESC LIMIT $3"
        static let partsByLevel = """
            SELECT \(ObjectTables.partColumns) FROM object_part
            WHERE object = $1 AND list = $2 AND left(key, 200) = left($3, 200) AND key = $3 AND level = $4 LIMIT $5
            """
    }

    // MARK: The life of a command

    /// The command has succeeded.
    func keep() {
        changes.keep()
        isKept = true
    }

    /// The command has failed; nothing of it stays.
    func undo() { changes.undo() }

    /// Writes what the commands have changed; the last thing before the COMMIT.
    func flush(node: Int) throws(StorageError) {
        try ObjectFlush(changes: changes, node: node, connection: connection).run()
    }

    /// Runs a command as far as it goes without the database; gives what it asks for first.
    func rehearse(_ command: (ObjectWriter) throws -> Void) -> ObjectNeeds {
        rehearsal = ObjectNeeds()
        defer {
            rehearsal = nil
            undo()
        }
        do { try command(self) } catch { return rehearsal ?? ObjectNeeds() }
        return rehearsal ?? ObjectNeeds()
    }

    /// Reads at once what some commands will ask for, as far as no other process holds it.
    func prefetch(_ needs: ObjectNeeds) throws(StorageError) {
        guard !needs.isEmpty else { return }
        let identities = Parameter.ints(needs.identities.sorted())
        let answers = try connection.pipeline([
            (ObjectWriter.tryLocks, [identities]),
            (LookUp.identities, [identities]), (LookUp.rowsByIdentity, [identities]),
            (LookUp.rows, [.blobs(needs.ids.sorted().map(\.bytes))]),
        ])
        var held: [Int64: [Int64]] = [:]
        for row in answers[0] { held[row.int64(0)] = [] }
        for row in answers[1] { held[row.int64(0)]?.append(row.int64(1)) }
        for (identity, objects) in held { changes.identities[identity] = objects }
        for rows in answers[2...] { for row in rows { changes.load(ObjectTables.row(row, hasHead: true)) } }
        changes.keep()
    }

    private static let tryLocks = "SELECT i FROM unnest($1::bigint[]) AS i WHERE pg_try_advisory_xact_lock(i)"

    /// Ends a rehearsal.
    private struct EndOfRehearsal: Error {}

    /// What only the database knows ends a rehearsal.
    func endRehearsal() throws { if rehearsal != nil { throw EndOfRehearsal() } }

    func ask(_ sql: String, _ parameters: Parameter...) throws -> Rows { try ask(sql, parameters) }

    func ask(_ sql: String, _ parameters: [Parameter]) throws -> Rows {
        guard rehearsal == nil else { throw EndOfRehearsal() }
        return try connection.query(sql, parameters)
    }

    /// What a command that may not wait throws.
    func busy() -> StorageError {
        isBusy = true
        return StorageError(.unavailable, "\(connection.info.label): another process is changing the same objects")
    }

    // MARK: Finding

    func row(id: ObjectID) throws -> ObjectRow? {
        if let key = changes.keys[id] { return key.flatMap { changes.objects[$0]?.row } }
        if changes.gap(around: id) != nil { return nil }
        rehearsal?.ids.insert(id)
        guard let found = try ask(mayWait ? LookUp.row : LookUp.row + " SKIP LOCKED", .bytes(id.bytes)).first else {
            if !mayWait, try !ask("SELECT 1 FROM object WHERE id = $1", .bytes(id.bytes)).isEmpty { throw busy() }
            return nil
        }
        let row = ObjectTables.row(found, hasHead: true)
        changes.load(row)
        return row
    }

    override func rows(keys: [Int64]) throws -> [ObjectRow] {
        let known = keys.compactMap { changes.objects[$0]?.row }
        let missing = keys.filter { changes.objects[$0] == nil }
        guard !missing.isEmpty else { return known }
        let read = try ask(ObjectTables.byKey, .ints(missing)).map { ObjectTables.row($0, hasHead: true) }
        // Another process may have put them where nothing was when that was looked at.
        for row in read { changes.dropGaps(holding: row.id) }
        return known + read
    }

    func neighbours(of id: ObjectID) throws -> (previous: Int64?, next: Int64?) {
        let stored = try changes.gap(around: id) ?? readGap(around: id)
        let added = changes.addedNeighbours(of: id)
        let previous = [stored.low, added.low].compactMap(\.self).max { $0.id < $1.id }
        let next = [stored.high, added.high].compactMap(\.self).min { $0.id < $1.id }
        return (previous?.key, next?.key)
    }

    private func readGap(around id: ObjectID) throws -> IDGap {
        let rows = try ask(LookUp.gap, .bytes(id.bytes))
        var gap = IDGap()
        for row in rows {
            let place = ObjectID(bytes: row.bytes(0)).map { (id: $0, key: row.int64(1)) }
            if row.flag(2) { gap.low = place } else { gap.high = place }
        }
        changes.add(gap)
        return gap
    }

    func isTaken(_ key: Int64) throws -> Bool {
        if let object = changes.objects[key] { return object.row != nil }
        return try !ask("SELECT 1 FROM object WHERE key = $1", .int(key)).isEmpty
    }

    // MARK: Natural keys and classes

    /// The lock is one of a number, other than those of ``AdvisoryLock``, which are of two.
    func objects(withIdentity identity: Int64) throws -> [Int64] {
        if let stored = changes.identities[identity] { return changes.objects(stored, withIdentity: identity) }
        rehearsal?.identities.insert(identity)
        guard rehearsal == nil else { throw EndOfRehearsal() }
        let lock = mayWait ? "SELECT true FROM pg_advisory_xact_lock($1)" : "SELECT pg_try_advisory_xact_lock($1)"
        let answers = try connection.pipeline([(lock, [.int(identity)]), (LookUp.identity, [.int(identity)])])
        guard answers[0].first?.flag(0) == true else { throw busy() }
        let stored = answers[1].map { $0.int64(0) }
        changes.identities[identity] = stored
        return changes.objects(stored, withIdentity: identity)
    }

    func addIdentity(_ identity: Int64, object: Int64) { changes.move(IdentityLink(identity: identity, object: object), by: 1) }

    func removeIdentity(_ identity: Int64, object: Int64) { changes.move(IdentityLink(identity: identity, object: object), by: -1) }

    override func classes(after number: Int64) throws -> [(number: Int64, accessClass: AccessClass)] {
        // The rows that a command has read are older than this, and so are their classes.
        try readClasses()
        return classes.after(number)
    }

    private func readClasses() throws {
        guard rehearsal == nil else { throw EndOfRehearsal() }
        for (number, accessClass) in try super.classes(after: classes.last) { classes.add(accessClass, number: number) }
    }

    func number(of accessClass: AccessClass) throws -> Int64 {
        if let number = classes.number(of: accessClass) { return number }
        try readClasses()
        if let number = classes.number(of: accessClass) { return number }
        guard try take(.accessClasses) else { throw busy() }
        try readClasses()
        if let number = classes.number(of: accessClass) { return number }
        // Written at once: a class that nothing has does no harm if the command fails.
        let number = classes.last + 1
        let text = accessClass.text
        _ = try ask("INSERT INTO access_class VALUES($1, $2, $3)", .int(number), .bytes(Digest.of(text)), .text(text))
        classes.add(accessClass, number: number)
        return number
    }

    /// Takes a lock alone; false where that would mean to wait.
    private func take(_ lock: AdvisoryLock) throws -> Bool {
        guard mayWait else { return try lock.tryTakeForTransaction(connection) }
        try lock.takeForTransaction(connection)
        return true
    }

    // MARK: Objects

    func insert(_ row: ObjectRow, tokens: Set<UInt64>) { changes.insert(row, tokens: tokens) }

    func update(_ row: ObjectRow, from old: Set<UInt64>, to new: Set<UInt64>) {
        changes.update(row, tokens: old == new ? nil : new)
    }

    func delete(_ row: ObjectRow, tokens: Set<UInt64>) { changes.delete(row) }

    // MARK: Entries of growing lists

    func parts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow] {
        let place = ListPlace(object: object, list: list)
        var stored: [PartRow] = []
        if !changes.isNew(object) {
            let (count, isOver) = limit.addingReportingOverflow(changes.changes(in: place))
            var values: [Parameter] = [.int(object), .int(list.rawValue), .number(isOver ? Int.max : count)]
            if let key { values.append(.text(key)) }
            stored = try ask(key == nil ? LookUp.parts : LookUp.partsByKey, values).map(part)
        }
        return Array(changes.parts(stored, in: place) { key == nil || $0.key.equalsByBytes(key ?? "") }.prefix(limit))
    }

    func part(object: Int64, list: GrowingListNumber, row: Int64) throws -> PartRow? {
        if let pending = changes.parts[EntryPlace(ListPlace(object: object, list: list), row: row)] { return pending.part }
        if changes.isNew(object) { return nil }
        return try ask(
            "SELECT \(ObjectTables.partColumns) FROM object_part WHERE object = $1 AND list = $2 AND row = $3", .int(object),
            .int(list.rawValue), .int(row)
        ).first.map(part)
    }

    func inlineParts(object: Int64) throws -> [PartRow] {
        var stored: [PartRow] = []
        if !changes.isNew(object) {
            stored = try ask(LookUp.inlineParts, .int(object)).map(part)
        }
        return GrowingListNumber.allCases.flatMap { list in
            changes.parts(stored.filter { $0.list == list }, in: ListPlace(object: object, list: list)) { $0.isInline }
        }
    }

    func lastPart(object: Int64, list: GrowingListNumber) throws -> Int64 {
        let place = ListPlace(object: object, list: list)
        if let known = changes.lastRows[place] { return known }
        var stored: [Int64] = []
        if !changes.isNew(object) {
            stored = try ask(
                LookUp.lastRows, .int(object), .int(list.rawValue), .number(changes.changes(in: place) + 1)
            ).map { $0.int64(0) }
        }
        let last = changes.lastRow(of: place, stored: stored)
        changes.lastRows[place] = last
        return last
    }

    func hasPart(object: Int64, list: GrowingListNumber, key: String, level: Int64) throws -> Bool {
        let place = ListPlace(object: object, list: list)
        let isWanted: (PartRow) -> Bool = { $0.level == level && $0.key.equalsByBytes(key) }
        if changes.isNew(object) { return !changes.parts([], in: place, where: isWanted).isEmpty }
        let stored = try ask(
            LookUp.partsByLevel, .int(object), .int(list.rawValue), .text(key), .int(level), .number(changes.changes(in: place) + 1)
        ).map(part)
        return !changes.parts(stored, in: place, where: isWanted).isEmpty
    }

    func insert(_ part: PartRow, tokens: Set<UInt64>?) { changes.insert(part, tokens: tokens) }

    func update(_ part: PartRow, from old: Set<UInt64>?, to new: Set<UInt64>?) { changes.update(part, tokens: new) }

    func delete(_ part: PartRow, tokens: Set<UInt64>?) { changes.delete(part) }

    // MARK: Counters, files, audit

    func count(type: String, accessClass: Int64, by amount: Int64) {
        changes.count(ClassCount(type: type, accessClass: accessClass), by: amount)
    }

    func count(_ counter: TagCounter, by amount: Int64) { changes.count(counter, by: amount) }

    func linkFile(id: ObjectID, sha256: [UInt8], owner: ObjectID) throws -> Bool {
        guard rehearsal == nil else { throw EndOfRehearsal() }
        // Until the COMMIT nobody removes the content.
        if mayWait {
            try AdvisoryLock.contents.shareForTransaction(connection)
        } else if try !AdvisoryLock.contents.tryShareForTransaction(connection) {
            throw busy()
        }
        guard let row = try ask("SELECT number, size FROM blob WHERE sha256 = $1", .bytes(sha256)).first else { return false }
        let reference = FileReference(id: id, sha256: sha256, size: row.int64(1))
        changes.files[id] = PendingFile(target: (reference, row.int64(0), owner), isStored: false)
        return true
    }

    func file(_ id: ObjectID) throws -> FileReference? {
        if let pending = changes.files[id] { return pending.target?.reference }
        guard rehearsal == nil else { throw EndOfRehearsal() }
        return try BlobRows.file(id, connection)
    }

    func unlinkFile(_ id: ObjectID) {
        let isStored = changes.files[id]?.isStored ?? true
        changes.files[id] = isStored ? PendingFile(target: nil, isStored: true) : nil
    }

    func audit(_ entry: ObjectAudit, at time: Timestamp) { changes.audit(entry, at: time) }
}

/// What commands ask for first.
struct ObjectNeeds {
    var identities: Set<Int64> = []
    var ids: Set<ObjectID> = []

    var isEmpty: Bool { identities.isEmpty && ids.isEmpty }

    mutating func add(_ other: ObjectNeeds) {
        identities.formUnion(other.identities)
        ids.formUnion(other.ids)
    }
}
