import Documents
import Model
import Storage

/// `add_object`: something seen in or with a top-level object (crits-actions.md 4.7).
enum ObjectActions {
    static func add(_ context: inout ActionContext) throws -> Document? {
        let kind = try context.arguments.filledText("object_type")
        guard Vocabulary.objectTypes.contains(kind) else { throw ActionRefusal("Invalid object type: \(kind)") }
        let value = try context.arguments.filledText("value")
        let source = try source(context)
        let tlp =
            try context.arguments.word("tlp", of: TLP.allCases.map(\.rawValue), message: "Invalid TLP level.")
            ?? context.head["tlp"]?.string ?? TLP.red.rawValue
        guard try context.parts(.objects, key: value).allSatisfy({ $0.value["type"] != .string(kind) }) else {
            throw ActionRefusal("Object already exists! [Type: \"\(kind)\"][Value: \"\(value)\"]")
        }
        let instance: Document = [
            "analyst": .string(context.caller.username), "date": .date(context.now),
            "method": .string(try context.arguments.optionalText("method") ?? ""),
            "reference": .string(try context.arguments.optionalText("reference") ?? ""), "tlp": .string(tlp),
        ]
        let element: Document = ["name": .string(source), "instances": .list([.document(instance)])]
        let entry: Document = [
            "analyst": .string(context.caller.username), "date": .date(context.now), "source": .list([.document(element)]),
            "type": .string(kind), "value": .string(value),
        ]
        try context.add(entry, to: .objects, key: value)
        return entry
    }

    private static func source(_ context: ActionContext) throws -> String {
        let given = try context.arguments.optionalText("source")?.trimmed ?? ""
        let name = given.isEmpty ? context.caller.organization : given
        guard context.caller.writableSources.contains(name) else {
            throw ActionRefusal("User does not have permission to add objects using source \(name).")
        }
        return name
    }
}
