public import Documents
public import Model

/// One entry of a growing list, a row of its own.
public struct ObjectPart: Sendable, Equatable {
    /// Number of the row; grows with the order of arrival.
    public let row: Int64
    /// The text by which commands find it: a source's name, a relationship's target id, a ticket's number, an object's value, an
    /// action's type; an activity has the empty text.
    public var key: String
    /// The entry as shown. For `source` it is `{"name": …, "instance": {…}}`, with `"supplied": true` where the instance came
    /// together with the content of the object's files (ruling 31).
    public var value: Document

    /// An entry.
    public init(row: Int64, key: String, value: Document) {
        self.row = row
        self.key = key
        self.value = value
    }
}

/// What a command may do, within one transaction, on the engine's writer. Everything sees what was written before in the same command.
public protocol ObjectTransaction: AnalysisQueue {
    /// The time of the command, cut to milliseconds.
    var now: Timestamp { get }
    /// An id that no other node and no other call gives.
    func newID() -> ObjectID

    /// Ids of the documents of a type with that natural key, whoever may see them (crits-api.md 8.6), oldest first.
    func ids(of type: ObjectType, identity: String) throws(StorageError) -> [ObjectID]
    /// Whether there is a document of a type with that natural key, without reading it.
    func exists(_ type: ObjectType, identity: String) throws(StorageError) -> Bool
    /// The document without its growing lists, with `_id`; nil when there is none.
    func head(of type: ObjectType, id: ObjectID) throws(StorageError) -> Document?
    /// Whether the reader may see it (crits-api.md 3.5).
    func isVisible(type: ObjectType, id: ObjectID, to reader: ObjectReader) throws(StorageError) -> Bool

    /// Adds a document. `head` holds everything but growing lists and `_id`; `identities` are the natural keys it is found by.
    /// Throws `conflict` when the id is taken.
    func insert(type: ObjectType, id: ObjectID, identities: [String], head: Document) throws(StorageError)
    /// Replaces everything but the growing lists. Throws `notFound`. The counters of buckets and sectors follow.
    func replaceHead(of type: ObjectType, id: ObjectID, identities: [String], head: Document) throws(StorageError)
    /// Removes a document with its growing lists, and what users have marked it as; the far sides of its relationships are the command's business.
    func delete(type: ObjectType, id: ObjectID) throws(StorageError)

    /// Entries of a growing list, oldest first; those of one key only, where it is given.
    func parts(of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, limit: Int) throws(StorageError) -> [ObjectPart]
    /// The same, the newest first.
    func newestParts(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, limit: Int
    ) throws(StorageError) -> [ObjectPart]
    /// Entries of `source`, `tickets`, `actions` or `activity` with a date, in milliseconds; those of one key only, where it is
    /// given, which `source` needs. Costs the same however long the list is.
    func parts(of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, date: Timestamp) throws(StorageError) -> [ObjectPart]
    /// The wished date, or the next millisecond that no entry of the list has; in `source`, no instance of the source `key`
    /// (crits-actions.md 1.2).
    func freeDate(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, from wished: Timestamp
    ) throws(StorageError) -> Timestamp
    /// Adds an entry at the end.
    func addPart(of type: ObjectType, id: ObjectID, list: GrowingList, key: String, value: Document) throws(StorageError)
    /// Replaces one, in its place.
    func replacePart(of type: ObjectType, id: ObjectID, list: GrowingList, part: ObjectPart) throws(StorageError)
    /// Removes one.
    func removePart(of type: ObjectType, id: ObjectID, list: GrowingList, row: Int64) throws(StorageError)

    /// Makes a reference to a sealed content, owned by a document; throws `notFound` for an unknown content.
    func linkFile(sha256: [UInt8], owner: ObjectID) throws(StorageError) -> ObjectID
    /// Makes the reference with a given id, which an import keeps; throws `conflict` when the id is taken.
    func linkFile(_ id: ObjectID, sha256: [UInt8], owner: ObjectID) throws(StorageError)
    /// The content that a file id names.
    func file(_ id: ObjectID) throws(StorageError) -> FileReference?
    /// The first bytes of a sealed content, at most 1 MiB; none for an unknown one.
    func beginning(of sha256: [UInt8], count: Int) throws(StorageError) -> [UInt8]
    /// Removes a reference; its content goes with the last one, at the next sweep.
    func unlinkFile(_ id: ObjectID) throws(StorageError)

    /// Tells those who have subscribed to an object or to one of its sources, and whoever is mentioned, but never the one who did
    /// it (crits-actions.md 2.1).
    func notify(_ notice: NewNotice) throws(StorageError)
    /// Appends to the audit log of objects (crits-api.md 11.2).
    func audit(_ entry: ObjectAudit) throws(StorageError)
}

/// One change of an object, for the audit log (crits-api.md 11.2).
public struct ObjectAudit: Sendable, Equatable {
    /// Who did it.
    public var user: String
    /// Type name of the object.
    public var type: String
    /// Its id.
    public var target: ObjectID
    /// `save()` or `delete()`.
    public var method: String
    /// Names of the changed attributes, or what was deleted.
    public var value: String

    /// An entry.
    public init(user: String, type: String, target: ObjectID, method: String, value: String) {
        self.user = user
        self.type = type
        self.target = target
        self.method = method
        self.value = value
    }
}
