import Documents
import Storage

/// An object that a group has read and locked, or changed.
struct PendingObject {
    /// As it is now; nil once it is deleted.
    var row: ObjectRow?
    /// Tokens to write; nil where they stay as they are.
    var tokens: Set<UInt64>?
    /// Whether the table has a row of that key.
    let isStored: Bool
    var isChanged = false
    var isHeadChanged = false
    /// Whether the row of the table goes before this one comes.
    var isReplaced = false
}

/// An entry of a growing list that a group has changed.
struct PendingPart {
    /// As it is now; nil once it is deleted.
    var part: PartRow?
    var tokens: Set<UInt64>?
    /// Whether the table has an entry in that place.
    let isStored: Bool
    /// Whether the entry of the table goes before this one comes.
    var isReplaced = false
}

/// A growing list of one object.
struct ListPlace: Hashable {
    var object: Int64
    var list: GrowingListNumber
}

/// The place of an entry among all.
struct EntryPlace: Hashable, Comparable {
    var list: ListPlace
    var row: Int64

    init(_ list: ListPlace, row: Int64) {
        self.list = list
        self.row = row
    }

    init(_ part: PartRow) {
        self.init(ListPlace(object: part.object, list: part.list), row: part.row)
    }

    static func < (left: EntryPlace, right: EntryPlace) -> Bool {
        (left.list.object, left.list.list.rawValue, left.row) < (right.list.object, right.list.list.rawValue, right.row)
    }
}

/// A natural key of an object.
struct IdentityLink: Hashable {
    var identity: Int64
    var object: Int64
}

/// A reference to a content.
struct PendingFile {
    /// What it names, with the number of the content; nil once it is removed.
    var target: (reference: FileReference, blob: Int64, owner: ObjectID)?
    /// Whether the table has it.
    let isStored: Bool
}

/// Two ids that follow one another in the table, with their keys.
struct IDGap {
    var low: (id: ObjectID, key: Int64)?
    var high: (id: ObjectID, key: Int64)?

    func holds(_ id: ObjectID) -> Bool {
        if let low, id <= low.id { return false }
        if let high, id >= high.id { return false }
        return true
    }
}

/// Whose counter of objects is moved.
struct ClassCount: Hashable {
    var type: String
    var accessClass: Int64
}

/// An entry of the audit log at its time.
struct PendingAudit {
    var entry: ObjectAudit
    var time: Timestamp
}
