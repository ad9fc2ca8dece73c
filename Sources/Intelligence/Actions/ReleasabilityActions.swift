import Documents
import Model
import Storage

/// Whom an object may be passed on to (crits-actions.md 4.8), and what pages do beside that (crits-web.md 4.3).
enum ReleasabilityActions {
    static func add(_ context: inout ActionContext) throws -> Document? {
        let name = try context.arguments.filledText("name")
        guard context.options.sources.contains(name) else {
            throw ActionRefusal("Could not add releasability: unknown source \(name)")
        }
        var list = entries(context)
        if let entry = list.first(where: { $0["name"] == .string(name) }) { return entry }
        let entry: Document = ["name": .string(name), "analyst": .string(context.caller.username), "instances": .list([])]
        list.append(entry)
        set(list, &context)
        return entry
    }

    /// Removes a source that nothing was released to yet.
    static func remove(_ context: inout ActionContext) throws -> Document? {
        var (list, position) = try find(context)
        guard instances(list[position]).isEmpty else { throw ActionRefusal("Could not remove releasability: it has instances.") }
        list.remove(at: position)
        set(list, &context)
        return nil
    }

    /// Notes that it was released.
    static func addInstance(_ context: inout ActionContext) throws -> Document? {
        var (list, position) = try find(context)
        var known = instances(list[position])
        let taken = Set(known.compactMap { $0["date"]?.date })
        var date = (try context.arguments.optionalDate("date") ?? context.now).cutToMilliseconds
        while taken.contains(date) { date = Timestamp(microseconds: date.microseconds &+ 1_000) }
        known.append([
            "analyst": .string(context.caller.username), "date": .date(date),
            "note": .string(try context.arguments.optionalText("note") ?? ""),
        ])
        list[position]["instances"] = .list(known.map(DocumentValue.document))
        set(list, &context)
        return list[position]
    }

    static func removeInstance(_ context: inout ActionContext) throws -> Document? {
        var (list, position) = try find(context)
        let date = try context.arguments.date("date")
        var known = instances(list[position])
        guard let instance = known.firstIndex(where: { $0["date"] == .date(date) }) else {
            throw ActionRefusal("Could not find releasability instance.")
        }
        known.remove(at: instance)
        list[position]["instances"] = .list(known.map(DocumentValue.document))
        set(list, &context)
        return list[position]
    }

    private static func entries(_ context: ActionContext) -> [Document] {
        (context.head["releasability"]?.list ?? []).compactMap(\.document)
    }

    private static func instances(_ entry: Document) -> [Document] { (entry["instances"]?.list ?? []).compactMap(\.document) }

    private static func find(_ context: ActionContext) throws -> ([Document], Int) {
        let name = try context.arguments.filledText("name")
        let list = entries(context)
        guard let position = list.firstIndex(where: { $0["name"] == .string(name) }) else {
            throw ActionRefusal("Could not find releasability.")
        }
        return (list, position)
    }

    private static func set(_ list: [Document], _ context: inout ActionContext) {
        context.set("releasability", to: .list(list.map(DocumentValue.document)))
    }
}
