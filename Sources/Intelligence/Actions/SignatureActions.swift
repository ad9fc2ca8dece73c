import Crypto
import Documents
import Model
import Storage

/// Actions of signatures (crits-actions.md 7); they change the document in the URL and make no new version.
enum SignatureActions {
    static func updateDependency(_ context: inout ActionContext) throws -> Document? {
        let given = try dependencies(context.arguments)
        let old = (context.head["data_type_dependency"]?.list ?? []).compactMap(\.string)
        var names = context.arguments.flag("append") ? old : []
        for name in given where !names.contains(name) { names.append(name) }
        context.set("data_type_dependency", to: .list(names.map(DocumentValue.string)))
        return nil
    }

    /// The names given; the attribute's own name is an alias.
    static func dependencies(_ arguments: ActionArguments) throws -> [String] {
        try arguments.list(arguments.has("dep") ? "dep" : "data_type_dependency").map(HTMLText.decoded)
    }

    static func updateMinimumVersion(_ context: inout ActionContext) throws -> Document? {
        try setText("data_type_min_version", mayBeEmpty: true, &context)
    }

    static func updateMaximumVersion(_ context: inout ActionContext) throws -> Document? {
        try setText("data_type_max_version", mayBeEmpty: true, &context)
    }

    static func updateTitle(_ context: inout ActionContext) throws -> Document? {
        try setText("title", mayBeEmpty: false, &context)
    }

    static func updateData(_ context: inout ActionContext) throws -> Document? {
        _ = try setText("data", mayBeEmpty: false, &context)
        let data = context.head["data"]?.string ?? ""
        context.set("md5", to: .string(Hexadecimal.encode(Array(Insecure.MD5.hash(data: Array(data.utf8))))))
        return nil
    }

    static func updateType(_ context: inout ActionContext) throws -> Document? {
        let kind = HTMLText.decoded(try context.arguments.filledText("data_type"))
        guard context.options.items.signatureTypes.contains(where: { $0.name == kind }) else {
            throw ActionRefusal("Invalid data type passed in")
        }
        context.set("data_type", to: .string(kind))
        return nil
    }

    private static func setText(_ name: String, mayBeEmpty: Bool, _ context: inout ActionContext) throws -> Document? {
        let text = HTMLText.decoded(try context.arguments.text(name))
        if text.isEmpty, !mayBeEmpty { throw ActionRefusal("\(name) cannot be empty.") }
        context.set(name, to: .string(text))
        return nil
    }
}
