import Documents
import Model
import Storage

/// `action_add`, `action_update`, `action_remove`: what was done about an object (crits-actions.md 4.4 to 4.6).
enum ActionActions {
    private static let dates = ["begin_date", "end_date", "performed_date"]

    static func add(_ context: inout ActionContext) throws -> Document? {
        let arguments = try context.arguments.dictionary("tlo_action")
        let kind = try arguments.filledText("action_type")
        let date = try context.freeDate(context.now, in: .actions)
        var entry: Document = [
            "action_type": .string(kind), "active": "on", "analyst": .string(context.caller.username), "date": .date(date),
            "begin_date": .date(context.now), "performed_date": .date(context.now), "reason": "",
        ]
        try fill(&entry, from: arguments)
        try context.add(entry, to: .actions, key: kind)
        return entry
    }

    static func update(_ context: inout ActionContext) throws -> Document? {
        let arguments = try context.arguments.dictionary("tlo_action")
        let part = try find(arguments, in: context)
        var entry = part.value
        entry["analyst"] = .string(context.caller.username)
        try fill(&entry, from: arguments)
        try context.move(part, in: .actions, key: part.key, to: entry)
        return entry
    }

    static func remove(_ context: inout ActionContext) throws -> Document? {
        try context.remove(try find(context.arguments, in: context), from: .actions)
        return nil
    }

    private static func find(_ arguments: ActionArguments, in context: ActionContext) throws -> ObjectPart {
        let date = try arguments.date("date")
        let kind = try arguments.filledText("action_type")
        guard let part = try context.parts(.actions, key: kind, at: date).first else {
            throw ActionRefusal("Could not find action.")
        }
        return part
    }

    /// Takes over what the request gives; the rest keeps its value.
    private static func fill(_ entry: inout Document, from arguments: ActionArguments) throws {
        for name in dates {
            if let date = try arguments.optionalDate(name) { entry[name] = .date(date) }
        }
        if let reason = try arguments.optionalText("reason") { entry["reason"] = .string(reason) }
        if let active = try activity(arguments) { entry["active"] = .string(active) }
    }

    private static func activity(_ arguments: ActionArguments) throws -> String? {
        guard arguments.has("active") else { return nil }
        if let text = try? arguments.optionalText("active")?.trimmed, text.lowercased() == "off" || text.isEmpty {
            return text.isEmpty ? nil : "off"
        }
        guard arguments.flag("active") else {
            if let text = try? arguments.optionalText("active"), !["false", "0", "no"].contains(text.lowercased()) {
                throw ActionRefusal("active must be on or off, not \(text)")
            }
            return "off"
        }
        return "on"
    }
}
