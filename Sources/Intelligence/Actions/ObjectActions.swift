import Documents
import Model
import Storage

/// `add_object`: something seen in or with a top-level object (crits-actions.md 4.7).
enum ObjectActions {
    static func add(_ context: inout ActionContext) throws -> Document? {
        let kind = try context.arguments.filledText("object_type")
        guard Vocabulary.objectTypes.contains(kind) else { throw ActionRefusal("Invalid object type: \(kind)") }
        let posted = try context.arguments.filledText("value")
        let value = try checked(posted, kind, context)
        let source = try source(context)
        let tlp =
            try context.arguments.tlp() ?? context.head["tlp"]?.string ?? TLP.red.rawValue
        guard try context.parts(.objects, key: value).allSatisfy({ $0.value["type"] != .string(kind) }) else {
            throw ActionRefusal("Object already exists! [Type: \"\(kind)\"][Value: \"\(value)\"]")
        }
        let given = SourceEntry(
            name: source, analyst: context.caller.username, method: try context.arguments.optionalText("method") ?? "",
            reference: try context.arguments.optionalText("reference") ?? "", tlp: TLP(rawValue: tlp) ?? .red)
        let entry = try insert(kind, value, given, &context)
        if context.arguments.flag("add_indicator") {
            do {
                try addIndicator(kind, value, posted: posted, given, &context)
            } catch let objection as Objection {
                context.message = "Object added, but failed to add Indicator. Error: \(objection.message)"
            }
        }
        return entry
    }

    /// Adds an entry to the object's list.
    static func insert(_ kind: String, _ value: String, _ source: SourceEntry, _ context: inout ActionContext) throws -> Document {
        let instance: Document = [
            "analyst": .string(source.analyst), "date": .date(context.now), "method": .string(source.method ?? ""),
            "reference": .string(source.reference ?? ""), "tlp": .string(source.tlp.rawValue),
        ]
        let element: Document = ["name": .string(source.name), "instances": .list([.document(instance)])]
        let entry: Document = [
            "analyst": .string(source.analyst), "date": .date(context.now), "source": .list([.document(element)]),
            "type": .string(kind), "value": .string(value),
        ]
        try context.add(entry, to: .objects, key: value)
        return entry
    }

    /// What pages do: takes the entry of a type and value out; an indicator that was made of it stays.
    static func remove(_ context: inout ActionContext) throws -> Document? {
        let kind = try context.arguments.filledText("object_type")
        let value = try context.arguments.filledText("value")
        guard let part = try context.parts(.objects, key: value).first(where: { $0.value["type"] == .string(kind) }) else {
            throw ActionRefusal("Could not find object.")
        }
        try context.remove(part, from: .objects)
        return nil
    }

    private static func source(_ context: ActionContext) throws -> String {
        let given = try context.arguments.optionalText("source")?.trimmed ?? ""
        let name = given.isEmpty ? context.caller.organization : given
        guard context.caller.writableSources.contains(name) else {
            throw ActionRefusal("User does not have permission to add objects using source \(name).")
        }
        return name
    }

    /// Values of types that indicators have too obey the same rules (crits-actions.md 4.7.1).
    static func checked(_ value: String, _ kind: String, _ context: ActionContext) throws -> String {
        guard Vocabulary.indicatorTypes.contains(kind) else { return value }
        do {
            return try IndicatorValue(type: kind, value: value, options: context.options).value
        } catch {
            throw ActionRefusal(error.message)
        }
    }

    /// Makes or extends the indicator of a posted value; gives where it is.
    static func indicator(
        _ kind: String, _ posted: String, _ source: SourceEntry, _ context: inout ActionContext
    ) throws -> Document? {
        do {
            return try addIndicator(kind, posted, posted: posted, source, &context)
        } catch let objection as Objection {
            throw ActionRefusal(objection.message)
        }
    }

    /// Makes or extends the indicator of a value, with the document's campaigns, and relates the two.
    @discardableResult
    private static func addIndicator(
        _ kind: String, _ value: String, posted: String, _ source: SourceEntry, _ context: inout ActionContext
    ) throws -> Document {
        let workspace = Workspace(caller: context.caller, options: context.options, transaction: context.transaction)
        try workspace.require("Indicator.write")
        let checked = try IndicatorValue(type: kind, value: value, options: context.options)
        var contribution = Contribution(sources: [source])
        contribution.campaigns = (context.head["campaign"]?.list ?? []).compactMap(\.document)
        let indicator = try workspace.upsertIndicator(checked, contribution, posted: posted)
        if case .domain = checked.subject { try workspace.addSubject(of: checked, to: indicator) }
        let details = Relationships.Details(analyst: context.caller.username, date: context.now)
        try Relationships(transaction: context.transaction, user: context.caller.username)
            .forge(ObjectReference(context.type, context.id), "Related To", indicator.reference, details)
        context.note("relationships")
        let place: Document = ["type": "Indicator", "id": .string(indicator.id.description)]
        context.extra["indicator"] = .document(place)
        return place
    }
}
