import Documents
import Model
import Storage

/// Actions of actors (crits-actions.md 5).
enum ActorActions {
    /// The attribute behind each `tag_type`; its permission is `Actor.<attribute>_edit`.
    static let tagAttributes = [
        "ActorIntendedEffect": "intended_effects", "ActorMotivation": "motivations", "ActorSophistication": "sophistications",
        "ActorThreatType": "threat_types",
    ]

    static func updateTags(_ context: inout ActionContext) throws -> Document? {
        let kind = try context.arguments.filledText("tag_type")
        guard let attribute = tagAttributes[kind] else { throw ActionRefusal("Invalid tag type: \(kind)") }
        merge(try context.arguments.list("tags"), into: attribute, &context)
        return nil
    }

    static func updateAliases(_ context: inout ActionContext) throws -> Document? {
        merge(try context.arguments.list("aliases"), into: "aliases", &context)
        return nil
    }

    static func attributeIdentifier(_ context: inout ActionContext) throws -> Document? {
        let kind = try context.arguments.filledText("identifier_type")
        let value = try context.arguments.filledText("identifier")
        let confidence = try confidence(context.arguments)
        let found = try context.transaction.ids(
            of: ObjectTypes.actorIdentifier, identity: ObjectIdentity.of(kind, value))
        var list = context.head["identifiers"]?.list ?? []
        let seen = try found.first { id in
            try context.transaction.isVisible(type: ObjectTypes.actorIdentifier, id: id, to: context.caller.reader)
        }
        guard let id = seen, position(of: id.description, in: list) == nil else {
            throw ActionRefusal("Invalid data submitted or identifier is already attributed.")
        }
        let entry: Document = [
            "analyst": .string(context.caller.username), "date": .date(context.now), "identifier_id": .string(id.description),
            "confidence": .string(confidence),
        ]
        list.append(.document(entry))
        context.set("identifiers", to: .list(list))
        return entry
    }

    static func setConfidence(_ context: inout ActionContext) throws -> Document? {
        let confidence = try confidence(context.arguments)
        var (list, position) = try identifier(of: context)
        guard var entry = list[position].document else { throw ActionRefusal("Could not find identifier.") }
        entry["confidence"] = .string(confidence)
        list[position] = .document(entry)
        context.set("identifiers", to: .list(list))
        return entry
    }

    static func removeAttribution(_ context: inout ActionContext) throws -> Document? {
        var (list, position) = try identifier(of: context)
        list.remove(at: position)
        context.set("identifiers", to: .list(list))
        return nil
    }

    static func setName(_ context: inout ActionContext) throws -> Document? {
        let name = try context.arguments.text("name").trimmed
        guard !name.isEmpty else { throw ActionRefusal("Name cannot be empty.") }
        let others = try context.transaction.ids(of: context.type, identity: ObjectIdentity.of(name)).filter { $0 != context.id }
        guard others.isEmpty else { throw ActionRefusal("Another actor has the name \(name).") }
        context.set("name", to: .string(name))
        return nil
    }

    /// A shorter list replaces the old one; of any other the new ones are appended (crits-actions.md 5.1).
    private static func merge(_ new: [String], into attribute: String, _ context: inout ActionContext) {
        let old = (context.head[attribute]?.list ?? []).compactMap(\.string)
        var merged = new.count < old.count ? [] : old
        for tag in new where !merged.contains(tag) { merged.append(tag) }
        context.set(attribute, to: .list(merged.map(DocumentValue.string)))
    }

    private static func identifier(of context: ActionContext) throws -> ([DocumentValue], Int) {
        let id = try context.arguments.filledText("identifier")
        let list = context.head["identifiers"]?.list ?? []
        guard let position = position(of: id.lowercased(), in: list) else { throw ActionRefusal("Could not find identifier.") }
        return (list, position)
    }

    private static func position(of id: String, in list: [DocumentValue]) -> Int? {
        list.firstIndex { $0.document?["identifier_id"] == .string(id) }
    }

    private static func confidence(_ arguments: ActionArguments) throws -> String {
        try arguments.word("confidence", of: Vocabulary.relationshipConfidence, message: "Invalid confidence") ?? "low"
    }
}
