import Documents
import Model
import Storage

/// Actions that set one attribute any type has: description, status, campaign (crits-actions.md 4.9, 4.14, 4.15).
enum AttributeActions {
    static func updateDescription(_ context: inout ActionContext) throws -> Document? {
        context.set("description", to: .string(HTMLText.decoded(try context.arguments.text("description"))))
        return nil
    }

    static func updateStatus(_ context: inout ActionContext) throws -> Document? {
        let status = try context.arguments.optionalText("value") ?? "In Progress"
        guard Vocabulary.statuses.contains(status) else { throw ActionRefusal("Invalid status: \(status).") }
        context.set("status", to: .string(status))
        if status == "Deprecated" { try switchActionsOff(&context) }
        return ["status": .string(status)]
    }

    static func addCampaign(_ context: inout ActionContext) throws -> Document? {
        let name = try campaignName(context.arguments)
        let confidence = try confidence(context.arguments) ?? "low"
        let entry: Document = [
            "name": .string(name), "confidence": .string(confidence), "analyst": .string(context.caller.username),
            "date": .date(context.now), "description": .string(try context.arguments.optionalText("description") ?? ""),
        ]
        var merged = context.head
        Contribution.merge(entry, into: &merged)
        context.set("campaign", to: merged["campaign"])
        let list = merged["campaign"]?.list ?? []
        return position(of: name, in: list).flatMap { list[$0].document }
    }

    static func editCampaign(_ context: inout ActionContext) throws -> Document? {
        let name = try campaignName(context.arguments)
        let confidence = try confidence(context.arguments)
        var list = context.head["campaign"]?.list ?? []
        guard let position = position(of: name, in: list), var entry = list[position].document else {
            throw ActionRefusal("Could not find campaign.")
        }
        if let confidence { entry["confidence"] = .string(confidence) }
        if let text = try context.arguments.optionalText("description") { entry["description"] = .string(text) }
        entry["analyst"] = .string(context.caller.username)
        list[position] = .document(entry)
        context.set("campaign", to: .list(list))
        return entry
    }

    static func removeCampaign(_ context: inout ActionContext) throws -> Document? {
        let name = try campaignName(context.arguments)
        var list = context.head["campaign"]?.list ?? []
        guard let position = position(of: name, in: list) else { throw ActionRefusal("Could not find campaign.") }
        list.remove(at: position)
        context.set("campaign", to: .list(list))
        return nil
    }

    private static func switchActionsOff(_ context: inout ActionContext) throws {
        for var part in try context.parts(.actions) where part.value["active"] != "off" {
            part.value["active"] = "off"
            try context.transaction.replacePart(of: context.type, id: context.id, list: .actions, part: part)
            context.note("actions")
        }
    }

    private static func campaignName(_ arguments: ActionArguments) throws -> String {
        let name = try arguments.text(anyOf: ["campaign", "name"]).trimmed
        if name.isEmpty { throw ActionRefusal.missing("campaign") }
        return name
    }

    private static func confidence(_ arguments: ActionArguments) throws -> String? {
        try arguments.word("confidence", of: Vocabulary.campaignConfidence, message: "Invalid confidence")
    }

    private static func position(of name: String, in list: [DocumentValue]) -> Int? {
        list.firstIndex { $0.document?["name"] == .string(name) }
    }
}
