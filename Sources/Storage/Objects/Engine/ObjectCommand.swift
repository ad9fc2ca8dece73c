package import Documents
package import Model

/// One command on objects, within one transaction of an engine: what both engines do alike.
///
/// Rows of objects are written when the command ends, or when it asks for something that depends on them; entries of growing
/// lists are written at once.
package final class ObjectCommand<Tables: ObjectWriting>: ObjectTransaction {
    package let now: Timestamp
    let tables: Tables
    let tokens: ObjectTokens
    private let ids: ObjectIDSource
    private var drafts: [ObjectID: ObjectDraft] = [:]
    private var classes = AccessClassList()

    /// A command at a time.
    package init(_ tables: Tables, tokens: ObjectTokens, ids: ObjectIDSource, now: Timestamp = .now) {
        self.tables = tables
        self.tokens = tokens
        self.ids = ids
        self.now = now.cutToMilliseconds
    }

    /// Writes what is still to be written; the last call of a command.
    package func finish() throws {
        for draft in drafts.values.sorted(by: { $0.row.id < $1.row.id }) { try write(draft) }
    }

    package func newID() -> ObjectID { ids.next(at: now) }

    /// Runs a body; its errors become those of the engine.
    func typed<Value>(_ body: () throws -> Value) throws(StorageError) -> Value {
        do { return try body() } catch { throw tables.failure(error) }
    }

    // MARK: Finding

    package func ids(of type: ObjectType, identity: String) throws(StorageError) -> [ObjectID] {
        try typed {
            try finish()
            let keys = try tables.objects(withIdentity: tokens.identity(identity, of: type.name))
            guard !keys.isEmpty else { return [] }
            return try tables.rows(keys: keys).filter { $0.type == type.name && $0.identities.contains { $0.equalsByBytes(identity) } }
                .map(\.id).sorted()
        }
    }

    package func head(of type: ObjectType, id: ObjectID) throws(StorageError) -> Document? {
        try typed {
            guard let draft = try draft(type, id) else { return nil }
            var document = try draft.document()
            document["_id"] = .string(id.description)
            return document
        }
    }

    package func isVisible(type: ObjectType, id: ObjectID, to reader: ObjectReader) throws(StorageError) -> Bool {
        try typed {
            guard let draft = try draft(type, id) else { return false }
            if reader.seesEverything { return true }
            for (number, accessClass) in try tables.classes(after: classes.last) { classes.add(accessClass, number: number) }
            guard type.visibility.classKind == .asTarget else { return isVisible(draft, to: reader) }
            guard let target = draft.row.target, let seen = try self.draft(nil, target) else { return false }
            return isVisible(seen, to: reader)
        }
    }

    private func isVisible(_ draft: ObjectDraft, to reader: ObjectReader) -> Bool {
        let accessClass = draft.accessClass ?? classes.byNumber[draft.row.accessClass]
        return accessClass?.isVisible(to: reader) ?? false
    }

    /// The object with an id, as this command has left it; nil when there is none of the type.
    func draft(_ type: ObjectType?, _ id: ObjectID) throws -> ObjectDraft? {
        if let draft = drafts[id] { return type == nil || draft.row.type == type?.name ? draft : nil }
        guard let row = try tables.row(id: id), type == nil || row.type == type?.name else { return nil }
        let draft = ObjectDraft(row: row, isStored: true)
        drafts[id] = draft
        return draft
    }

    /// The same, about to be changed.
    func changing(_ type: ObjectType, _ id: ObjectID) throws -> ObjectDraft {
        guard let draft = try draft(type, id) else {
            throw StorageError(.notFound, "there is no \(type.name) with the id \(id)")
        }
        if draft.indexed == nil, draft.isStored {
            let parts = try tables.inlineParts(object: draft.row.key)
            for part in parts { draft.inline[PartPlace(part)] = try partTokens(part) }
            draft.indexed = try draft.tokens(tokens)
            draft.countedTags = ObjectTag.all(of: try draft.document())
        }
        draft.isChanged = true
        return draft
    }

    private func partTokens(_ part: PartRow) throws -> Set<UInt64> {
        var found: Set<UInt64> = []
        tokens.add(try StoredDocument.decode(part.value), of: part.list.list, to: &found)
        return found
    }

    // MARK: Objects

    package func insert(type: ObjectType, id: ObjectID, identities: [String], head: Document) throws(StorageError) {
        try typed {
            guard try draft(nil, id) == nil else { throw StorageError(.conflict, "the id \(id) is taken") }
            try finish()
            let key = try place(id)
            let accessClass = AccessClass(kind: type.visibility.classKind, pairs: basePairs(type, head))
            let row = ObjectRow(
                key: key, id: id, type: type.name, accessClass: 0, target: nil, created: nil, modified: nil, main: nil, inlineParts: 0,
                identities: [], head: [])
            let draft = ObjectDraft(row: row, isStored: false)
            draft.accessClass = accessClass
            draft.isChanged = true
            fill(draft, type, head)
            try setIdentities(draft, identities)
            drafts[id] = draft
        }
    }

    package func replaceHead(of type: ObjectType, id: ObjectID, identities: [String], head: Document) throws(StorageError) {
        try typed {
            let draft = try changing(type, id)
            fill(draft, type, head)
            if !type.growingLists.contains(.source) {
                draft.accessClass = AccessClass(kind: type.visibility.classKind, pairs: basePairs(type, head))
            }
            try setIdentities(draft, identities)
        }
    }

    package func delete(type: ObjectType, id: ObjectID) throws(StorageError) {
        try typed {
            let draft = try changing(type, id)
            try setIdentities(draft, [])
            drafts[id] = nil
            if draft.isStored {
                let accessClass = draft.countedClass ?? draft.row.accessClass
                try tables.count(type: draft.row.type, accessClass: accessClass, by: -1)
                try count(draft.countedTags, of: draft, accessClass, by: -1)
            }
            for list in type.growingLists { try deleteParts(of: draft, list) }
            try tables.forget(id)
            try tables.delete(draft.row, tokens: draft.indexed ?? [])
        }
    }

    private func deleteParts(of draft: ObjectDraft, _ list: GrowingList) throws {
        while true {
            let parts = try tables.parts(object: draft.row.key, list: GrowingListNumber(list), key: nil, limit: 1_000)
            if parts.isEmpty { return }
            for part in parts {
                try tables.delete(part, tokens: part.isInline ? nil : partTokens(part))
                if let date = date(part, try StoredDocument.decode(part.value), list) { try tables.deleteDate(date) }
            }
        }
    }

    private func place(_ id: ObjectID) throws -> Int64 {
        let around = try tables.neighbours(of: id)
        if let key = ObjectPlace.key(for: id, after: around.previous, before: around.next) { return key }
        // No number is left between both: one beside them, so that only the order among these few is lost.
        var key = around.previous ?? 0
        while try tables.isTaken(key) { key &+= 1 }
        return key
    }

    /// Pairs of a type whose sources are no rows of their own.
    private func basePairs(_ type: ObjectType, _ head: Document) -> Set<AccessClass.Pair> {
        switch type.visibility {
        case .bySource, .byReadableSource: type.growingLists.contains(.source) ? [] : ObjectParts.pairs(head["source"])
        case .toReaders, .asTarget: []
        }
    }

    private func fill(_ draft: ObjectDraft, _ type: ObjectType, _ head: Document) {
        var head = head
        head["_id"] = nil
        for list in type.growingLists { head[list.rawValue] = nil }
        draft.head = head
        draft.row.created = head["created"]?.date?.milliseconds
        draft.row.modified = head["modified"]?.date?.milliseconds
        draft.row.main = MainField.key(of: type).flatMap { head[$0]?.string }
        if case .asTarget(_, let idKey) = type.visibility {
            draft.row.target = head[idKey]?.string.flatMap { ObjectID($0) }
        }
        draft.isHeadChanged = true
    }

    private func setIdentities(_ draft: ObjectDraft, _ identities: [String]) throws {
        let old = Set(draft.row.identities.map { tokens.identity($0, of: draft.row.type) })
        let new = Set(identities.map { tokens.identity($0, of: draft.row.type) })
        for identity in old.subtracting(new).sorted() { try tables.removeIdentity(identity, object: draft.row.key) }
        for identity in new.subtracting(old).sorted() { try tables.addIdentity(identity, object: draft.row.key) }
        draft.row.identities = identities
    }

    // MARK: Writing

    func write(_ draft: ObjectDraft) throws {
        guard draft.isChanged else { return }
        let oldClass = draft.isStored ? draft.countedClass ?? draft.row.accessClass : nil
        if let accessClass = draft.accessClass { draft.row.accessClass = try tables.number(of: accessClass) }
        if oldClass != draft.row.accessClass {
            if let oldClass { try tables.count(type: draft.row.type, accessClass: oldClass, by: -1) }
            try tables.count(type: draft.row.type, accessClass: draft.row.accessClass, by: 1)
        }
        let tags = ObjectTag.all(of: try draft.document())
        if oldClass != draft.row.accessClass || tags != draft.countedTags {
            if let oldClass { try count(draft.countedTags, of: draft, oldClass, by: -1) }
            try count(tags, of: draft, draft.row.accessClass, by: 1)
            draft.countedTags = tags
        }
        draft.countedClass = draft.row.accessClass
        if draft.isHeadChanged, let head = draft.head { draft.row.head = StoredDocument.encode(head) }
        let new = try draft.tokens(tokens)
        if draft.isStored {
            var row = draft.row
            if !draft.isHeadChanged { row.head = [] }
            try tables.update(row, from: draft.indexed ?? [], to: new)
        } else {
            try tables.insert(draft.row, tokens: new)
        }
        draft.indexed = new
        draft.isStored = true
        draft.isChanged = false
        draft.isHeadChanged = false
    }

    private func count(_ tags: Set<ObjectTag>, of draft: ObjectDraft, _ accessClass: Int64, by amount: Int64) throws {
        for tag in tags { try tables.count(TagCounter(tag: tag, type: draft.row.type, accessClass: accessClass), by: amount) }
    }

    /// The class of an object whose sources are about to change.
    func accessClass(_ draft: ObjectDraft) throws -> AccessClass? {
        if let accessClass = draft.accessClass { return accessClass }
        for (number, accessClass) in try tables.classes(after: classes.last) { classes.add(accessClass, number: number) }
        draft.accessClass = classes.byNumber[draft.row.accessClass]
        return draft.accessClass
    }
}

/// Where an entry is in its object.
package struct PartPlace: Hashable {
    var list: GrowingListNumber
    var row: Int64

    init(_ part: PartRow) {
        list = part.list
        row = part.row
    }
}

/// An object that a command has looked at or changed.
package final class ObjectDraft {
    var row: ObjectRow
    /// Whether its row is in the table.
    var isStored: Bool
    var isChanged = false
    var isHeadChanged = false
    /// The document without growing lists and `_id`, once it was read.
    var head: Document?
    /// Its class, once it was read or made.
    var accessClass: AccessClass?
    /// Number of the class under which it is counted; nil for that of the stored row.
    var countedClass: Int64?
    /// Buckets and sectors under which it is counted.
    var countedTags: Set<ObjectTag> = []
    /// Tokens under which it is found; nil until they are needed.
    var indexed: Set<UInt64>?
    /// Tokens of the entries that are kept with its own.
    var inline: [PartPlace: Set<UInt64>] = [:]

    init(row: ObjectRow, isStored: Bool) {
        self.row = row
        self.isStored = isStored
        countedClass = isStored ? row.accessClass : nil
    }

    func document() throws -> Document {
        if let head { return head }
        let read = try StoredDocument.decode(row.head)
        head = read
        return read
    }

    /// All tokens as the object is now.
    func tokens(_ tokens: ObjectTokens) throws -> Set<UInt64> {
        var all: Set<UInt64> = [tokens.token(type: row.type), tokens.token(accessClass: row.accessClass)]
        tokens.add(try document(), to: &all)
        for part in inline.values { all.formUnion(part) }
        return all
    }
}
