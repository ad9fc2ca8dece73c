import Documents
import Model
import Storage

/// `forge_relationship` (crits-actions.md 4.10).
enum RelationshipActions {
    static func forge(_ context: inout ActionContext) throws -> Document? {
        let arguments = context.arguments
        let typeName = try arguments.filledText("right_type")
        let idText = try arguments.filledText("right_id")
        let relationship = try arguments.filledText("rel_type")
        guard Vocabulary.inverses[relationship] != nil else { throw ActionRefusal("Could not find relationship type") }
        guard let rightType = ObjectTypes.lenient(typeName), Relationships.canRelate(rightType), let rightID = ObjectID(idText) else {
            throw ActionRefusal("Failed to get right TLO")
        }
        let left = Relationships.End(type: context.type, id: context.id)
        let right = Relationships.End(type: rightType, id: rightID)
        guard left != right else { throw ActionRefusal("Cannot forge relationship to oneself") }
        guard try context.transaction.isVisible(type: rightType, id: rightID, to: context.caller.reader) else {
            throw ActionRefusal("Failed to get right TLO")
        }
        var facts = Relationships.Facts()
        facts.date = try date(arguments)
        facts.reason = try arguments.optionalText("rel_reason") ?? ""
        facts.confidence =
            try arguments.word("rel_confidence", of: Vocabulary.relationshipConfidences, message: "Invalid confidence") ?? "unknown"
        let relationships = Relationships(transaction: context.transaction, analyst: context.caller.username)
        guard try relationships.forge(left, relationship, right, facts) else { throw ActionRefusal("Relationship already exists") }
        context.note("relationships")
        return try context.parts(.relationships, key: rightID.description).last { $0.value["relationship"] == .string(relationship) }?.value
    }

    /// Nothing, an empty text and `None` all mean that no date is given.
    private static func date(_ arguments: ActionArguments) throws -> Timestamp? {
        if let text = try? arguments.optionalText("rel_date"), text == "None" { return nil }
        return try arguments.optionalDate("rel_date")
    }
}
