import Documents
import Model
import Storage

/// What services found becomes objects and indicators (an addition of ours; Docs/Services.md).
enum ResultActions {
    private static let maximumEntries = 100

    /// `result_to_indicator`: makes or extends the indicators of some entries of a result, related to the object.
    static func makeIndicators(_ context: inout ActionContext) throws -> Document? {
        try each(&context) { entry, kind, source, context in
            try ObjectActions.indicator(kind, entry, source, &context)
        }
    }

    /// `result_to_object`: adds some entries of a result to the object's list of objects.
    static func makeObjects(_ context: inout ActionContext) throws -> Document? {
        let kinds = Vocabulary.objectTypes
        return try each(&context) { entry, kind, source, context in
            guard kinds.contains(kind) else { throw ActionRefusal("Invalid object type: \(kind)") }
            let value = try ObjectActions.checked(entry, kind, context)
            guard try context.parts(.objects, key: value).allSatisfy({ $0.value["type"] != .string(kind) }) else { return nil }
            return try ObjectActions.insert(kind, value, source, &context)
        }
    }

    private typealias Make = (String, String, SourceEntry, inout ActionContext) throws -> Document?

    private static func each(_ context: inout ActionContext, _ make: Make) throws -> Document? {
        guard context.caller.may("\(context.type.name).services_read") else {
            throw ActionRefusal("User does not have permission to read results of services.")
        }
        let analysis = try analysis(context)
        let results = (analysis["results"]?.list ?? []).compactMap(\.document)
        let source = try source(context, service: analysis["service_name"]?.string ?? "")
        let given = try context.arguments.optionalText("object_type")?.trimmed ?? ""
        var made: [DocumentValue] = []
        for number in try numbers(context, count: results.count) {
            let entry = results[number]
            guard let value = entry["result"]?.scalarText?.trimmed, !value.isEmpty else {
                throw ActionRefusal("Entry \(number) has no value.")
            }
            guard let kind = given.isEmpty ? ResultKind.kind(of: entry, value) : given else {
                throw ActionRefusal("Entry \(number) does not tell its type; give object_type.")
            }
            if let document = try make(value, kind, source, &context) { made.append(.document(document)) }
        }
        context.extra["objects"] = .list(made)
        return nil
    }

    private static func analysis(_ context: ActionContext) throws -> Document {
        let id = try context.arguments.filledText("analysis_id")
        for found in try context.transaction.ids(of: ObjectTypes.analysisResult, identity: ObjectIdentity.of(canonicalUUID(id) ?? id)) {
            if let analysis = try context.transaction.head(of: ObjectTypes.analysisResult, id: found),
                analysis["object_id"]?.string == context.id.description
            {
                return analysis
            }
        }
        throw ActionRefusal("Analysis task not found.")
    }

    /// Positions in the result from 0: a number, a list of numbers, or a text of numbers with commas.
    private static func numbers(_ context: ActionContext, count: Int) throws -> [Int] {
        let texts = try context.arguments.scalars("entry")
        guard !texts.isEmpty else { throw ActionRefusal.missing("entry") }
        guard texts.count <= maximumEntries else { throw ActionRefusal("At most \(maximumEntries) entries at once.") }
        return try texts.map { text in
            guard let number = Int(text), (0..<count).contains(number) else { throw ActionRefusal("There is no entry \(text.shortened).") }
            return number
        }
    }

    /// The given source, else the object's first one that the caller may write to, else their own.
    private static func source(_ context: ActionContext, service: String) throws -> SourceEntry {
        var name = try context.arguments.optionalText("source")?.trimmed ?? ""
        if name.isEmpty, context.type.growingLists.contains(.source) {
            name = try context.parts(.source).first { context.caller.writableSources.contains($0.key) }?.key ?? ""
        }
        if name.isEmpty { name = context.caller.organization }
        guard context.caller.writableSources.contains(name) else {
            throw ActionRefusal("User does not have permission to add objects using source \(name).")
        }
        let tlp =
            try context.arguments.word("tlp", of: TLP.allCases.map(\.rawValue), message: "Invalid TLP level.")
            ?? context.head["tlp"]?.string ?? TLP.red.rawValue
        return SourceEntry(
            name: name, analyst: context.caller.username, method: service, reference: try context.arguments.optionalText("reference"),
            tlp: TLP(rawValue: tlp) ?? .red)
    }
}

/// What an entry of a result is, as a type of indicators.
enum ResultKind {
    /// By the subtype of an entry; those of addresses and hashes go by the value.
    private static let bySubtype: [String: String] = [
        "Potential Domains": "Domain", "Potential URLs": "URI", "Potential Emails": "Email Address", "imphash": "IMPHASH",
        "pe_debug": "Debug Path", "URI": "URI",
    ]
    private static let byLength = [32: "MD5", 40: "SHA1", 64: "SHA256"]

    /// Nil when the entry does not tell.
    static func kind(of entry: Document, _ value: String) -> String? {
        for key in ["Type", "type"] {
            if let named = entry[key]?.string, Vocabulary.indicatorTypes.contains(named) { return named }
        }
        let subtype = entry["subtype"]?.string ?? ""
        if Vocabulary.indicatorTypes.contains(subtype) { return subtype }
        if let kind = bySubtype[subtype] { return kind }
        if let type = AddressType.ofAddress(value) { return type.rawValue }
        guard value.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) else { return nil }
        return byLength[value.utf8.count]
    }
}
