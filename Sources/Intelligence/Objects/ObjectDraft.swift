import Documents
import Model

/// A document that a command is making or changing; its growing lists stay in the store.
struct ObjectDraft {
    let type: ObjectType
    let id: ObjectID
    /// Whether it is not in the store yet.
    private(set) var isNew: Bool
    /// Everything but `_id` and the growing lists.
    var head: Document
    /// As it was read.
    private(set) var stored: Document

    var reference: ObjectReference { ObjectReference(type, id) }

    /// A new document with what its type starts with.
    init(new type: ObjectType, id: ObjectID, now: Timestamp) {
        self.type = type
        self.id = id
        isNew = true
        head = Self.blanks[type.name] ?? Document()
        for key in ["created", "modified", "date", "edit_date"] where type.startsNow.contains(key) { head[key] = .date(now) }
        stored = Document()
    }

    /// A document of the store.
    init(_ type: ObjectType, id: ObjectID, head: Document) {
        self.type = type
        self.id = id
        isNew = false
        self.head = head
        self.head["_id"] = nil
        stored = self.head
    }

    /// Names of the attributes that changed, without `modified`.
    var changedNames: [String] {
        let names = Set((head.fields + stored.fields).map(\.name))
        return names.filter { $0 != "modified" && head[$0] != stored[$0] }.sorted()
    }

    /// The draft after it was written.
    mutating func markSaved() {
        isNew = false
        stored = head
    }

    /// What every new document of a type holds, dates aside.
    private static let blanks: [String: Document] = Dictionary(
        uniqueKeysWithValues: ObjectTypes.all.map { type in
            var blank: Document = ["schema_version": .integer(type.schemaVersion)]
            for field in type.fields where GrowingList(rawValue: field.key).map(type.growingLists.contains) != true {
                switch field.initial {
                case .string(let text): blank[field.key] = .string(text)
                case .integer(let number): blank[field.key] = .integer(number)
                case .boolean(let value): blank[field.key] = .boolean(value)
                case .emptyList: blank[field.key] = .list([])
                case .now, nil: break
                }
            }
            return (type.name, blank)
        })
}

extension ObjectType {
    /// Keys of the dates that start with the creation.
    fileprivate var startsNow: [String] { fields.compactMap { $0.initial == .now ? $0.key : nil } }
}

extension ObjectDraft {
    /// The text of a field; nil when it is absent.
    func text(_ key: String) -> String? { head[key]?.string }

    /// Adds texts to a list, each once, in order of arrival.
    mutating func unite(_ key: String, with texts: [String]) {
        let known = head[key]?.strings ?? []
        let united = (known + texts).uniqued
        if united != known || head[key] == nil { head[key] = .strings(united) }
    }

    /// Sets a field where a text is given.
    mutating func set(_ key: String, _ text: String?) {
        if let text { head[key] = .string(text) }
    }

    /// Appends a posted description on a new line unless it is the stored one (crits-resources-2.md 4.4).
    mutating func appendDescription(_ posted: String?) {
        guard let posted else { return }
        guard let known = text("description"), !known.isEmpty else { return set("description", posted) }
        if known != posted { set("description", known + "\n" + posted) }
    }
}
