import Documents
import Model
import Storage

/// `source_add_update`, `source_remove` and `add_releasability` (crits-actions.md 4.8, 4.12, 4.13).
enum SourceActions {
    static func addOrUpdate(_ context: inout ActionContext) throws -> Document? {
        try requireSources(context)
        let name = try context.arguments.filledText("source")
        let isAdding = try isAdding(context.arguments)
        guard context.caller.writableSources.contains(name) else {
            throw ActionRefusal("User does not have permission to add objects using source \(name).")
        }
        let tlp = try context.arguments.word("tlp", of: TLP.allCases.map(\.rawValue), message: "Invalid TLP level.")
        if isAdding {
            try add(name, tlp: tlp, &context)
        } else {
            try update(name, tlp: tlp, &context)
        }
        let instances = try context.parts(.source, key: name).compactMap { $0.value["instance"] }
        return ["name": .string(name), "instances": .list(instances)]
    }

    static func remove(_ context: inout ActionContext) throws -> Document? {
        try requireSources(context)
        guard let name = try context.arguments.optionalText("name"), !name.isEmpty else { throw ActionRefusal("No source to locate") }
        guard let date = try context.arguments.optionalDate("date") else {
            throw ActionRefusal("Not removing all and no date to find.")
        }
        let part = try find(date, of: name, in: context)
        guard try context.transaction.parts(of: context.type, id: context.id, list: .source, key: nil, limit: 2).count > 1 else {
            throw ActionRefusal(
                "Must leave at least one source for access controls. If you wish to change the source, please assign a new source"
                    + " and then remove the old.")
        }
        try context.remove(part, from: .source)
        return nil
    }

    static func addReleasability(_ context: inout ActionContext) throws -> Document? {
        let name = try context.arguments.filledText("name")
        guard context.options.sources.contains(name) else {
            throw ActionRefusal("Could not add releasability: unknown source \(name)")
        }
        var list = context.head["releasability"]?.list ?? []
        if let entry = list.first(where: { $0.document?["name"] == .string(name) }) { return entry.document }
        let entry: Document = ["name": .string(name), "analyst": .string(context.caller.username), "instances": .list([])]
        list.append(.document(entry))
        context.set("releasability", to: .list(list))
        return entry
    }

    private static func isAdding(_ arguments: ActionArguments) throws -> Bool {
        switch try arguments.filledText("action_type").lowercased() {
        case "add": return true
        case "update": return false
        case let other: throw ActionRefusal("Invalid action type: \(other)")
        }
    }

    private static func add(_ name: String, tlp: String?, _ context: inout ActionContext) throws {
        let instances = try context.parts(.source, key: name).compactMap { $0.value["instance"]?.document }
        var instance: Document = [
            "analyst": .string(context.caller.username), "method": .string(try context.arguments.optionalText("method") ?? ""),
            "reference": .string(try context.arguments.optionalText("reference") ?? ""),
            "tlp": .string(tlp ?? context.head["tlp"]?.string ?? TLP.red.rawValue),
        ]
        let wished = try context.arguments.optionalDate("date")
        if let wished {
            instance["date"] = .date(wished)
            let isThere = instances.contains { other in
                ["analyst", "date", "method", "reference"].allSatisfy { (other[$0] ?? "") == (instance[$0] ?? "") }
            }
            if isThere { return }
        }
        let date = context.freeDate(wished ?? context.now, among: instances.map { $0["date"]?.date })
        instance["date"] = .date(date)
        let isFirst = try context.transaction.parts(of: context.type, id: context.id, list: .source, key: nil, limit: 1).isEmpty
        if isFirst { context.set("tlp", to: instance["tlp"]) }
        try context.add(["name": .string(name), "instance": .document(instance)], to: .source, key: name)
    }

    private static func update(_ name: String, tlp: String?, _ context: inout ActionContext) throws {
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
    }

    private static func find(_ date: Timestamp, of name: String, in context: ActionContext) throws -> ObjectPart {
        let part = try context.parts(.source, key: name).first { $0.value["instance"]?.document?["date"] == .date(date) }
        guard let part else { throw ActionRefusal("Could not find source instance.") }
        return part
    }

    private static func requireSources(_ context: ActionContext) throws {
        guard context.type.growingLists.contains(.source) else {
            throw ActionRefusal("\(context.type.name) objects do not have sources.")
        }
    }
}
