internal import Documents
internal import GRDB
internal import Model
internal import Storage

/// One consistent look at the store.
struct ReadTransaction {
    let db: Database
    let readers: Readers

    var identities: NodeIdentities { readers.identities }

    /// The segments by class and in ascending order; what changes with every commit (lags, counts) may be old.
    func segments() throws -> [Segment] {
        try readers.segments(db)
    }

    /// The segments as they are now.
    func currentSegments() throws -> [Segment] {
        try SegmentTable.load(db)
    }

    /// The segments that may hold a key, at most one of each retention class.
    func segments(covering key: RecordKey) throws -> [Segment] {
        try segments().filter { $0.covers(key.rawValue) }
    }

    /// The channel or ident of a number.
    func name(_ number: Int64) throws -> String {
        try readers.name(number, db)
    }

    /// The number of a channel or ident; nil when no message had it.
    func number(ofName name: String) throws -> Int64? {
        let find = try db.prepared("SELECT id FROM name WHERE name = ?")
        find.bind(1, name)
        defer { find.reset() }
        return try find.step() ? find.int64(0) : nil
    }

    /// The id of a raw message: ours, or the one it had elsewhere.
    func messageID(_ key: RecordKey, mayBeForeign: Bool) throws -> ObjectID {
        if mayBeForeign {
            let find = try db.prepared("SELECT id FROM foreign_id WHERE key = ?")
            find.bind(1, key.rawValue)
            defer { find.reset() }
            if try find.step(), let id = ObjectID(bytes: find.bytes(0)) { return id }
        }
        return identities.id(of: key, kind: .message)
    }

    /// The id of a session: ours, or the one it had elsewhere.
    func sessionID(_ key: RecordKey, mayBeForeign: Bool) throws -> ObjectID {
        if mayBeForeign {
            let find = try db.prepared("SELECT id FROM foreign_session WHERE key = ?")
            find.bind(1, key.rawValue)
            defer { find.reset() }
            if try find.step(), let id = ObjectID(bytes: find.bytes(0)) { return id }
        }
        return identities.id(of: key, kind: .session)
    }

    /// The key of the session with an id; nil when it can be none of this store.
    func sessionKey(_ id: ObjectID) throws -> RecordKey? {
        let find = try db.prepared("SELECT key FROM foreign_session WHERE id = ?")
        find.bind(1, blob: id.bytes)
        defer { find.reset() }
        if try find.step() { return RecordKey(rawValue: find.int64(0)) }
        return identities.key(of: id, kind: .session)
    }

    /// The key of the raw message with an id; nil when it can be none of this store.
    func messageKey(_ id: ObjectID) throws -> RecordKey? {
        let find = try db.prepared("SELECT key FROM foreign_id WHERE id = ?")
        find.bind(1, blob: id.bytes)
        defer { find.reset() }
        if try find.step() { return RecordKey(rawValue: find.int64(0)) }
        guard let key = identities.key(of: id, kind: .message), key.position == 0 else { return nil }
        return key
    }
}
