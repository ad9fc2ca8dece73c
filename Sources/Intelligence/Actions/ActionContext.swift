import Documents
import Model
import Storage

/// What an action works on: one document within one transaction.
struct ActionContext {
    let transaction: any ObjectTransaction
    let type: ObjectType
    let id: ObjectID
    let caller: Caller
    let options: CommandOptions
    let arguments: ActionArguments
    /// The document without its growing lists; written back at the end when it changed.
    var head: Document
    /// Attributes that the action changed, in order; empty when it changed nothing.
    private(set) var changed: [String] = []
    /// Success with something to say.
    var message = "success!"
    /// Further keys of the answer.
    var extra = Document()

    init(
        transaction: any ObjectTransaction, type: ObjectType, id: ObjectID, caller: Caller, options: CommandOptions,
        arguments: ActionArguments, head: Document
    ) {
        self.transaction = transaction
        self.type = type
        self.id = id
        self.caller = caller
        self.options = options
        self.arguments = arguments
        self.head = head
    }

    /// The time of the action.
    var now: Timestamp { transaction.now }

    /// Notes that an attribute is another now.
    mutating func note(_ attribute: String) {
        if !changed.contains(attribute) { changed.append(attribute) }
    }

    /// Sets an attribute of the document.
    mutating func set(_ attribute: String, to value: DocumentValue?) {
        guard head[attribute] != value else { return }
        head[attribute] = value
        note(attribute)
    }

    /// All entries of a growing list, or those of one key.
    func parts(_ list: GrowingList, key: String? = nil) throws -> [ObjectPart] {
        try transaction.parts(of: type, id: id, list: list, key: key, limit: Int.max)
    }

    /// Entries of a growing list with a date, or those of one key; costs the same however long the list is.
    func parts(_ list: GrowingList, key: String? = nil, at date: Timestamp) throws -> [ObjectPart] {
        try transaction.parts(of: type, id: id, list: list, key: key, date: date)
    }

    /// Whether a growing list has more entries than that.
    func has(moreThan count: Int, in list: GrowingList) throws -> Bool {
        try transaction.parts(of: type, id: id, list: list, key: nil, limit: count + 1).count > count
    }

    /// Adds an entry to a growing list.
    mutating func add(_ value: Document, to list: GrowingList, key: String) throws {
        try transaction.addPart(of: type, id: id, list: list, key: key, value: value)
        note(list.rawValue)
    }

    /// Removes an entry of a growing list.
    mutating func remove(_ part: ObjectPart, from list: GrowingList) throws {
        try transaction.removePart(of: type, id: id, list: list, row: part.row)
        note(list.rawValue)
    }

    /// Puts an entry at the end of its list in another form.
    mutating func move(_ part: ObjectPart, in list: GrowingList, key: String, to value: Document) throws {
        try remove(part, from: list)
        try add(value, to: list, key: key)
    }

    /// The wished date, or the next millisecond that no entry has: it is what entries are found by (crits-actions.md 1.2).
    func freeDate(_ wished: Timestamp, in list: GrowingList, key: String? = nil) throws -> Timestamp {
        try transaction.freeDate(of: type, id: id, list: list, key: key, from: wished)
    }
}
