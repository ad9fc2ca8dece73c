public import Documents
public import Model

/// An object as lists of people's own show it.
public struct WatchedObject: Sendable, Equatable {
    /// Its type.
    public var type: ObjectType
    /// Its id.
    public var id: ObjectID
    /// What people know it by; the id where it has no such text.
    public var title: String

    /// An object.
    public init(type: ObjectType, id: ObjectID, title: String) {
        self.type = type
        self.id = id
        self.title = title
    }

    /// Whether both are the same object.
    public static func == (left: WatchedObject, right: WatchedObject) -> Bool {
        left.type.name == right.type.name && left.id == right.id && left.title == right.title
    }
}
