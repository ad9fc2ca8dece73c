public import Documents

/// The answer of a command: the envelope of POST and PATCH (crits-api.md 8.2, 9.3).
public struct Outcome: Sendable, Equatable {
    /// 0 for success; 1, or a code of the resource's own, for a refusal.
    public var code: Int
    /// Type name of the object.
    public var type: String
    /// The object made or changed; nil when there is none.
    public var id: ObjectID?
    /// What was done, or why it was not, naming the field and the reason.
    public var message: String
    /// Further keys of the envelope, such as `success` of comments or `object` of actions.
    public var extra: Document

    /// An answer.
    public init(code: Int, type: String, id: ObjectID? = nil, message: String, extra: Document = Document()) {
        self.code = code
        self.type = type
        self.id = id
        self.message = message
        self.extra = extra
    }

    /// A refusal.
    public static func refused(_ type: String, _ message: String, id: ObjectID? = nil) -> Outcome {
        Outcome(code: 1, type: type, id: id, message: message)
    }
}
