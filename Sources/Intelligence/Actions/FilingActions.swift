import Documents
import Model
import Storage

/// What pages do to buckets, sectors and locations (crits-web.md 4.3); clients of the API give them by POST only.
enum FilingActions {
    static func setBuckets(_ context: inout ActionContext) throws -> Document? {
        try setNames("bucket_list", &context)
        return nil
    }

    /// Sectors are of the vocabulary; those that the object has already may stay.
    static func setSectors(_ context: inout ActionContext) throws -> Document? {
        let known = Set((context.head["sectors"]?.list ?? []).compactMap(\.string)).union(Vocabulary.sectors)
        for name in try context.arguments.list("sectors") where !known.contains(name) {
            throw ActionRefusal("Invalid sector: \(name)")
        }
        try setNames("sectors", &context)
        return nil
    }

    static func addLocation(_ context: inout ActionContext) throws -> Document? {
        let arguments = context.arguments
        let date = try arguments.optionalDate("date")
        var entry = try place(arguments)
        var list = context.head["locations"]?.list ?? []
        let isThere = list.contains { known in
            guard let known = known.document, isSame(known, entry) else { return false }
            return date == nil || known["date"] == date.map(DocumentValue.date)
        }
        if isThere { throw ActionRefusal("Location already exists.") }
        entry["analyst"] = .string(context.caller.username)
        entry["date"] = .date(date ?? context.now)
        for name in ["description", "latitude", "longitude"] { entry[name] = .string(try arguments.optionalText(name) ?? "") }
        list.append(.document(entry))
        context.set("locations", to: .list(list))
        return entry
    }

    static func removeLocation(_ context: inout ActionContext) throws -> Document? {
        let entry = try place(context.arguments)
        let date = try context.arguments.date("date")
        var list = context.head["locations"]?.list ?? []
        guard let position = list.firstIndex(where: { $0.document.map { isSame($0, entry) && $0["date"] == .date(date) } ?? false }) else {
            throw ActionRefusal("Could not find location.")
        }
        list.remove(at: position)
        context.set("locations", to: .list(list))
        return nil
    }

    private static func setNames(_ attribute: String, _ context: inout ActionContext) throws {
        context.set(attribute, to: .list(try context.arguments.list(attribute).uniqued.map(DocumentValue.string)))
    }

    /// What a location is told by, with its date (crits-api.md 10.7).
    private static func place(_ arguments: ActionArguments) throws -> Document {
        let kind = try arguments.filledText("location_type")
        guard Vocabulary.locationTypes.contains(kind) else { throw ActionRefusal("Invalid location type: \(kind)") }
        return ["location_type": .string(kind), "location": .string(try arguments.filledText("location"))]
    }

    private static func isSame(_ one: Document, _ other: Document) -> Bool {
        one["location_type"] == other["location_type"] && one["location"] == other["location"]
    }
}
