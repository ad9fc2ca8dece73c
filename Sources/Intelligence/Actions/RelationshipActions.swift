import Documents
import Model
import Storage

/// `forge_relationship` (crits-actions.md 4.10), and what pages do to relationships beside it.
enum RelationshipActions {
    static func forge(_ context: inout ActionContext) throws -> Document? {
        let arguments = context.arguments
        let relationship = try relationship(arguments, "rel_type")
        let left = ObjectReference(context.type, context.id)
        let right = try right(context)
        guard !left.isSame(as: right) else { throw ActionRefusal("Cannot forge relationship to oneself") }
        guard try context.transaction.isVisible(type: right.type, id: right.id, to: context.caller.reader) else {
            throw ActionRefusal("Failed to get right TLO")
        }
        let details = Relationships.Details(
            analyst: context.caller.username, date: context.now, relationshipDate: try date(arguments, "rel_date"),
            confidence: try confidence(arguments) ?? "unknown", reason: try arguments.optionalText("rel_reason") ?? "")
        guard try relationships(context).forge(left, relationship, right, details) != .existed else {
            throw ActionRefusal("Relationship already exists")
        }
        context.note("relationships")
        return try relationships(context).entries(on: left, relationship, to: right, at: details.relationshipDate).last?.value
    }

    /// Takes a relationship off both sides.
    static func remove(_ context: inout ActionContext) throws -> Document? {
        let relationship = try relationship(context.arguments, "rel_type")
        let isGone = try relationships(context).sever(
            ObjectReference(context.type, context.id), relationship, try seen(context), at: try date(context.arguments, "rel_date"))
        guard isGone else { throw ActionRefusal("Could not find relationship.") }
        context.note("relationships")
        return nil
    }

    /// Changes type, date, confidence or reason on both sides.
    static func update(_ context: inout ActionContext) throws -> Document? {
        let arguments = context.arguments
        let changes = Relationships.Changes(
            relationship: arguments.has("new_type") ? try relationship(arguments, "new_type") : nil, date: try date(arguments, "new_date"),
            confidence: try confidence(arguments), reason: try arguments.optionalText("rel_reason"))
        let entry = try relationships(context).amend(
            ObjectReference(context.type, context.id), try relationship(arguments, "rel_type"), try seen(context),
            at: try date(arguments, "rel_date"), changes)
        guard let entry else { throw ActionRefusal("Could not find relationship.") }
        context.note("relationships")
        return entry
    }

    private static func relationships(_ context: ActionContext) -> Relationships {
        Relationships(transaction: context.transaction, user: context.caller.username)
    }

    private static func relationship(_ arguments: ActionArguments, _ name: String) throws -> String {
        let text = try arguments.filledText(name)
        guard RelationshipTypes.inverse(of: text) != nil else { throw ActionRefusal("Could not find relationship type") }
        return text
    }

    private static func right(_ context: ActionContext) throws -> ObjectReference {
        let typeName = try context.arguments.filledText("right_type")
        guard let id = ObjectID(try context.arguments.filledText("right_id")), let type = ObjectTypes.topLevel(typeName) else {
            throw ActionRefusal("Failed to get right TLO")
        }
        return ObjectReference(type, id)
    }

    /// The other end of a relationship that the caller sees; of a hidden one they are told nothing.
    private static func seen(_ context: ActionContext) throws -> ObjectReference {
        let right = try right(context)
        guard try context.transaction.isVisible(type: right.type, id: right.id, to: context.caller.reader) else {
            throw ActionRefusal("Could not find relationship.")
        }
        return right
    }

    private static func confidence(_ arguments: ActionArguments) throws -> String? {
        try arguments.word("rel_confidence", of: Vocabulary.relationshipConfidence, message: "Invalid confidence")
    }

    /// Nothing, an empty text and `None` all mean that no date is given.
    private static func date(_ arguments: ActionArguments, _ name: String) throws -> Timestamp? {
        if let text = try? arguments.optionalText(name), text == "None" { return nil }
        return try arguments.optionalDate(name)
    }
}
