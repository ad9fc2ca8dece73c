import Documents
import Model
import Storage

/// What a list needs to be read: a connection, for as long as the slice takes, and the marks of the nodes.
struct Reader {
    let connection: Connection
    let identities: NodeIdentities
    let days: DayCache
    let options: PostgresOptions

    /// Marks that cover the nodes of some keys.
    func marks(covering keys: some Sequence<Int64>) throws(StorageError) -> NodeMarks {
        try identities.snapshot(connection, covering: Set(keys.map { RecordKey(rawValue: $0).node }))
    }

    /// The key behind an id of a raw message, ours or one that it had elsewhere; nil when it can be none of this store.
    func messageKey(_ id: ObjectID) throws(StorageError) -> RecordKey? {
        if let row = try connection.query("SELECT key FROM foreign_id WHERE id = $1", .bytes(id.bytes)).first {
            return RecordKey(rawValue: row.int64(0))
        }
        let key = try key(id, kind: .message)
        return key?.position == 0 ? key : nil
    }

    /// The key behind an id of a session, ours or one that it had elsewhere; nil when it can be none of this store.
    func sessionKey(_ id: ObjectID) throws(StorageError) -> RecordKey? {
        if let row = try connection.query("SELECT key FROM foreign_session WHERE id = $1", .bytes(id.bytes)).first {
            return RecordKey(rawValue: row.int64(0))
        }
        return try key(id, kind: .session)
    }

    /// What a document is found by that kept an id from elsewhere; nil when none has that id.
    func foreignDocument(_ id: ObjectID, kind: DerivedID.Kind) throws(StorageError) -> [UInt8]? {
        try connection.query(
            "SELECT digest FROM foreign_document WHERE kind = $1 AND id = $2", .int(Int64(kind.rawValue)), .bytes(id.bytes)
        ).first?.bytes(0)
    }

    /// The key behind an id of ours.
    func key(_ id: ObjectID, kind: NodeIdentity.Kind) throws(StorageError) -> RecordKey? {
        if let key = try identities.snapshot(connection).key(of: id, kind: kind) { return key }
        return try identities.reload(connection).key(of: id, kind: kind)
    }
}

extension NodeMarks {
    /// The id of a raw message: the one it kept, or ours.
    func messageID(_ key: RecordKey, kept: [UInt8]?) -> ObjectID {
        kept.flatMap { ObjectID(bytes: $0) } ?? id(of: key.message, kind: .message)
    }

    /// The id of a session: the one it kept, or ours.
    func sessionID(_ key: RecordKey, kept: [UInt8]?) -> ObjectID {
        kept.flatMap { ObjectID(bytes: $0) } ?? id(of: key, kind: .session)
    }
}
