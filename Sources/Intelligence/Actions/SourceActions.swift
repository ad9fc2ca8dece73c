import Documents
import Model
import Storage

/// `source_add_update` and `source_remove` (crits-actions.md 4.12, 4.13).
enum SourceActions {
    static func addOrUpdate(_ context: inout ActionContext) throws -> Document? {
        try requireSources(context)
        let name = try context.arguments.filledText("source")
        let isAdding = try isAdding(context.arguments)
        guard context.caller.writableSources.contains(name) else {
            throw ActionRefusal("User does not have permission to add objects using source \(name).")
        }
        let tlp = try context.arguments.tlp()
        let instance = try isAdding ? add(name, tlp: tlp, &context) : update(name, tlp: tlp, &context)
        // This instance alone: the answer must not grow with the list.
        return ["name": .string(name), "instances": .list([.document(instance)])]
    }

    static func remove(_ context: inout ActionContext) throws -> Document? {
        try requireSources(context)
        guard let name = try context.arguments.optionalText("name"), !name.isEmpty else { throw ActionRefusal("No source to locate") }
        guard let date = try context.arguments.optionalDate("date") else {
            throw ActionRefusal("Not removing all and no date to find.")
        }
        let part = try find(date, of: name, in: context)
        guard try context.has(moreThan: 1, in: .source) else {
            throw ActionRefusal(
                "Must leave at least one source for access controls. If you wish to change the source, please assign a new source"
                    + " and then remove the old.")
        }
        try context.remove(part, from: .source)
        return nil
    }

    private static func isAdding(_ arguments: ActionArguments) throws -> Bool {
        switch try arguments.filledText("action_type").lowercased() {
        case "add": return true
        case "update": return false
        case let other: throw ActionRefusal("Invalid action type: \(other)")
        }
    }

    private static func add(_ name: String, tlp: String?, _ context: inout ActionContext) throws -> Document {
        var instance: Document = [
            "analyst": .string(context.caller.username), "method": .string(try context.arguments.optionalText("method") ?? ""),
            "reference": .string(try context.arguments.optionalText("reference") ?? ""),
            "tlp": .string(tlp ?? context.head["tlp"]?.string ?? TLP.red.rawValue),
        ]
        let wished = try context.arguments.optionalDate("date")
        if let wished {
            instance["date"] = .date(wished)
            for part in try context.parts(.source, key: name, at: wished) {
                guard let known = part.value["instance"]?.document else { continue }
                if ["analyst", "method", "reference"].allSatisfy({ (known[$0] ?? "") == (instance[$0] ?? "") }) { return known }
            }
        }
        instance["date"] = .date(try context.freeDate(wished ?? context.now, in: .source, key: name))
        if try !context.has(moreThan: 0, in: .source) { context.set("tlp", to: instance["tlp"]) }
        try context.add(["name": .string(name), "instance": .document(instance)], to: .source, key: name)
        return instance
    }

    private static func update(_ name: String, tlp: String?, _ context: inout ActionContext) throws -> Document {
        var part = try find(try context.arguments.date("date"), of: name, in: context)
        guard var instance = part.value["instance"]?.document else { throw ActionRefusal("Could not find source instance.") }
        instance["analyst"] = .string(context.caller.username)
        for field in ["method", "reference"] {
            if let text = try context.arguments.optionalText(field) { instance[field] = .string(text) }
        }
        if let tlp { instance["tlp"] = .string(tlp) }
        part.value["instance"] = .document(instance)
        try context.transaction.replacePart(of: context.type, id: context.id, list: .source, part: part)
        context.note("source")
        return instance
    }

    private static func find(_ date: Timestamp, of name: String, in context: ActionContext) throws -> ObjectPart {
        guard let part = try context.parts(.source, key: name, at: date).first else {
            throw ActionRefusal("Could not find source instance.")
        }
        return part
    }

    private static func requireSources(_ context: ActionContext) throws {
        guard context.type.growingLists.contains(.source) else {
            throw ActionRefusal("\(context.type.name) objects do not have sources.")
        }
    }
}
