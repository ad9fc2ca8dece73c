public import Documents
public import Model

/// One document among all.
public struct ObjectReference: Sendable {
    /// Its type.
    public let type: ObjectType
    /// Its id.
    public let id: ObjectID

    /// A reference.
    public init(_ type: ObjectType, _ id: ObjectID) {
        self.type = type
        self.id = id
    }

    /// Whether both name the same document.
    public func isSame(as other: ObjectReference) -> Bool { id == other.id && type.name == other.type.name }
}
