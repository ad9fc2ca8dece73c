public import Documents
public import Model

/// What a change tells the subscribers of an object and of its sources, and whoever it mentions (crits-web.md 7.9).
public struct NewNotice: Sendable {
    /// What happened.
    public var kind: NoticeKind
    /// Type of the object.
    public var type: ObjectType
    /// The object.
    public var id: ObjectID
    /// Who did it; they are told nothing.
    public var analyst: String
    /// Names of the changed attributes; empty where there are none.
    public var text: String
    /// Users who are told without having subscribed.
    public var mentioned: [String]

    /// A notice.
    public init(kind: NoticeKind, type: ObjectType, id: ObjectID, analyst: String, text: String = "", mentioned: [String] = []) {
        self.kind = kind
        self.type = type
        self.id = id
        self.analyst = analyst
        self.text = text
        self.mentioned = mentioned
    }
}
