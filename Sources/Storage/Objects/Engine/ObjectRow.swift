package import Documents

/// An object as an engine keeps it: its place, what lists are read by, and the document without its growing lists.
package struct ObjectRow: Sendable {
    /// Place in the order of ids; see ``ObjectPlace``.
    package var key: Int64
    package var id: ObjectID
    /// Name of the type.
    package var type: String
    /// Number of its access class.
    package var accessClass: Int64
    /// The document as which it is seen (comments).
    package var target: ObjectID?
    /// Milliseconds; nil where the document has no such date.
    package var created: Int64?
    package var modified: Int64?
    /// Text of the type's main field; see ``MainField``.
    package var main: String?
    /// Entries of growing lists whose tokens are kept with the object's own.
    package var inlineParts: Int
    /// Natural keys.
    package var identities: [String]
    /// ``StoredDocument``; empty where only the columns were read.
    package var head: [UInt8]

    package init(
        key: Int64, id: ObjectID, type: String, accessClass: Int64, target: ObjectID?, created: Int64?, modified: Int64?, main: String?,
        inlineParts: Int, identities: [String], head: [UInt8]
    ) {
        self.key = key
        self.id = id
        self.type = type
        self.accessClass = accessClass
        self.target = target
        self.created = created
        self.modified = modified
        self.main = main
        self.inlineParts = inlineParts
        self.identities = identities
        self.head = head
    }
}

/// An entry of a growing list as an engine keeps it.
package struct PartRow: Sendable {
    /// Key of the object.
    package var object: Int64
    package var list: GrowingListNumber
    /// Ascends with the order of arrival within the list.
    package var row: Int64
    /// By which commands find it.
    package var key: String
    /// Of a source its level, 0 (white) to 3 (red); otherwise 0.
    package var level: Int64
    /// Whether its tokens are kept with the object's.
    package var isInline: Bool
    /// ``StoredDocument``.
    package var value: [UInt8]

    package init(
        object: Int64, list: GrowingListNumber, row: Int64, key: String, level: Int64, isInline: Bool, value: [UInt8]
    ) {
        self.object = object
        self.list = list
        self.row = row
        self.key = key
        self.level = level
        self.isInline = isInline
        self.value = value
    }
}

/// What is known of the target of a relationship or comment without its document.
package struct ObjectFacts: Sendable {
    package var id: ObjectID
    package var type: String
    package var accessClass: Int64
    package var target: ObjectID?

    package init(id: ObjectID, type: String, accessClass: Int64, target: ObjectID?) {
        self.id = id
        self.type = type
        self.accessClass = accessClass
        self.target = target
    }
}
