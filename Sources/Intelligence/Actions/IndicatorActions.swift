import Documents
import Model
import Storage

/// Actions of indicators (crits-actions.md 6).
enum IndicatorActions {
    static func addActivity(_ context: inout ActionContext) throws -> Document? {
        let arguments = try context.arguments.dictionary("activity")
        let date = try context.freeDate(try arguments.optionalDate("date") ?? context.now, in: .activity)
        var entry: Document = [
            "analyst": .string(context.caller.username), "date": .date(date), "description": "", "start_date": .date(context.now),
        ]
        try fill(&entry, from: arguments)
        try context.add(entry, to: .activity, key: "")
        return entry
    }

    static func updateActivity(_ context: inout ActionContext) throws -> Document? {
        let arguments = try context.arguments.dictionary("activity")
        let part = try find(try arguments.date("date"), in: context)
        var entry = part.value
        entry["analyst"] = .string(context.caller.username)
        try fill(&entry, from: arguments)
        try context.move(part, in: .activity, key: part.key, to: entry)
        return entry
    }

    static func removeActivity(_ context: inout ActionContext) throws -> Document? {
        try context.remove(try find(try context.arguments.date("date"), in: context), from: .activity)
        return nil
    }

    static func updateRating(_ context: inout ActionContext) throws -> Document? {
        let attribute = try context.arguments.filledText("ci_type")
        guard ["confidence", "impact"].contains(attribute) else { throw ActionRefusal("Invalid CI type") }
        let value = try context.arguments.text("value").trimmed
        guard Vocabulary.indicatorRatings.contains(value) else { throw ActionRefusal("Invalid value: \(value)") }
        let rating: Document = ["analyst": .string(context.caller.username), "rating": .string(value)]
        context.set(attribute, to: .document(rating))
        return rating
    }

    static func setAttackTypes(_ context: inout ActionContext) throws -> Document? {
        try setTypes("attack_type", allowed: Vocabulary.indicatorAttackTypes, what: "Attack Type", &context)
    }

    static func setThreatTypes(_ context: inout ActionContext) throws -> Document? {
        try setTypes("threat_type", allowed: Vocabulary.indicatorThreatTypes, what: "Threat Type", &context)
    }

    /// The given list replaces the stored one; `Unknown` stands only alone (crits-actions.md 6.5).
    private static func setTypes(
        _ single: String, allowed: [String], what: String, _ context: inout ActionContext
    ) throws -> Document? {
        let attribute = single + "s"
        let given = try context.arguments.list(context.arguments.has(attribute) ? attribute : single)
        var types: [String] = []
        for type in given {
            guard allowed.contains(type) else { throw ActionRefusal("Not a valid \(what): \(type)") }
            if !types.contains(type) { types.append(type) }
        }
        if types.count > 1 { types.removeAll { $0 == "Unknown" } }
        if types.isEmpty { types = ["Unknown"] }
        context.set(attribute, to: .list(types.map(DocumentValue.string)))
        return nil
    }

    private static func find(_ date: Timestamp, in context: ActionContext) throws -> ObjectPart {
        guard let part = try context.parts(.activity, at: date).first else {
            throw ActionRefusal("Could not find activity.")
        }
        return part
    }

    private static func fill(_ entry: inout Document, from arguments: ActionArguments) throws {
        for name in ["start_date", "end_date"] {
            if let date = try arguments.optionalDate(name) { entry[name] = .date(date) }
        }
        if let text = try arguments.optionalText("description") { entry["description"] = .string(text) }
    }
}
