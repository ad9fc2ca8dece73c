public import Documents
public import Model
import Storage

/// A document of a CRITs database in the form in which it is stored here, with the id that it had.
///
/// Fields that the type does not know are kept under `unsupported_attrs` (crits-api.md 10.8); what older versions of CRITs wrote
/// otherwise is brought up to date.
public struct CritsDocument: Sendable {
    /// Its type.
    public let type: ObjectType
    /// Its `_id`.
    public let id: ObjectID
    /// Everything but `_id` and the growing lists.
    let head: Document
    /// Entries of the growing lists in their order, each with the key by which commands find it.
    let parts: [(list: GrowingList, key: String, value: Document)]

    /// Reads a document; throws where a field can't be what it has to be, or where nothing identifies the object.
    public init(_ document: BSONDocument, type: ObjectType) throws(CritsFault) {
        id = try CritsDocument.id(of: document)
        let known = try CritsDocument.fields(of: document, type)
        var parts: [(list: GrowingList, key: String, value: Document)] = []
        for list in GrowingList.allCases where type.growingLists.contains(list) {
            parts += try CritsDocument.entries(known[list.rawValue]?.list ?? [], of: list)
        }
        let made = Timestamp(microseconds: Int64(id.seconds) * 1_000_000)
        var head = ObjectDraft(new: type, id: id, now: known["created"]?.date ?? made).head
        for field in known.fields where GrowingList(rawValue: field.name).map(type.growingLists.contains) != true {
            head[field.name] = field.value
        }
        head["schema_version"] = .integer(type.schemaVersion)
        if known["modified"] == nil, head["modified"] != nil { head["modified"] = head["created"] }
        if known["tlp"] == nil, head["tlp"] != nil {
            head["tlp"] = parts.first { $0.list == .source }?.value["instance"]?.document?["tlp"] ?? "red"
        }
        try CritsUpgrade.bringUpToDate(&head, of: type)
        self.type = type
        self.head = head
        self.parts = parts
    }

    /// The `_id` of a document, which is kept.
    public static func id(of document: BSONDocument) throws(CritsFault) -> ObjectID {
        switch document["_id"] {
        case .objectID(let id): return id
        case nil: throw CritsFault("_id", "missing")
        default: throw CritsFault("_id", "not an ObjectId")
        }
    }

    /// Names of the sources that gave it; objects can be read by who may read one of them.
    public var sourceNames: Set<String> { Set(parts.lazy.filter { $0.list == .source }.map(\.key)) }

    // MARK: Reading

    private static func fields(of document: BSONDocument, _ type: ObjectType) throws(CritsFault) -> Document {
        var known = Document()
        var unsupported = Document()
        for member in document.members where member.name != "_id" && member.name != Document.unsupportedName {
            if let field = type.field(member.name) ?? CritsUpgrade.field(named: member.name, of: type, in: document) {
                known[field.key] = try CritsValue.value(member.value, as: field.kind, at: member.name)
            } else if isAllowed(member.name) {
                unsupported[member.name] = try CritsValue.free(member.value, at: member.name)
            }
        }
        if case .document(let kept)? = document[Document.unsupportedName] {
            for member in kept.members where isAllowed(member.name) {
                let path = "\(Document.unsupportedName).\(member.name)"
                unsupported[member.name] = try CritsValue.free(member.value, at: path)
            }
        }
        if !unsupported.isEmpty { known[Document.unsupportedName] = .document(unsupported) }
        return known
    }

    /// Whether a name may stand under `unsupported_attrs` (crits-api.md 10.8).
    private static func isAllowed(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("_") && !name.hasPrefix("$") && !name.contains(".")
    }

    private static func entries(
        _ elements: [DocumentValue], of list: GrowingList
    ) throws(CritsFault) -> [(list: GrowingList, key: String, value: Document)] {
        var entries: [(list: GrowingList, key: String, value: Document)] = []
        for (index, element) in elements.enumerated() {
            guard let element = element.document else { continue }
            let field = "\(list.rawValue).\(index)"
            func key(_ name: String) throws(CritsFault) -> String {
                guard let text = element[name]?.string else { throw CritsFault("\(field).\(name)", "missing") }
                return text
            }
            switch list {
            case .source:
                let name = try key("name")
                for instance in instances(of: element, name: name) { entries.append((list, name, instance)) }
            case .relationships:
                guard ObjectID(try key("value")) != nil else { throw CritsFault("\(field).value", "not an ObjectId") }
                entries.append((list, try key("value").lowercased(), element))
            case .objects: entries.append((list, try key("value"), element))
            case .tickets: entries.append((list, try key("ticket_number"), element))
            case .actions: entries.append((list, element["action_type"]?.string ?? "", element))
            case .activity: entries.append((list, "", element))
            }
        }
        return entries
    }

    private static func instances(of element: Document, name: String) -> [Document] {
        let instances = (element["instances"]?.list ?? []).compactMap(\.document)
        guard !instances.isEmpty else { return [["name": .string(name)]] }
        return instances.map { ["name": .string(name), "instance": .document($0)] }
    }
}
