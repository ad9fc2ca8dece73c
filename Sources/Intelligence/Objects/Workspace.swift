import Documents
import Model
import Storage

/// What a command works with: on whose behalf, under which settings, in which transaction.
struct Workspace {
    let caller: Caller
    let options: CommandOptions
    let transaction: any ObjectTransaction

    /// The time of the command, in milliseconds.
    var now: Timestamp { transaction.now }

    /// Most entries of one list that another object gets copies of.
    static let copiedParts = 1_000

    /// Throws unless a permission is granted.
    func require(_ permission: String) throws(Objection) {
        guard caller.may(permission) else { throw .noPermission }
    }

    /// The oldest document with a natural key, whoever may see it (crits-api.md 8.6).
    func find(_ type: ObjectType, _ identity: String) throws -> ObjectDraft? {
        for id in try transaction.ids(of: type, identity: identity) {
            if let draft = try load(type, id) { return draft }
        }
        return nil
    }

    /// A document by its id, whoever may see it.
    func load(_ type: ObjectType, _ id: ObjectID) throws -> ObjectDraft? {
        guard let head = try transaction.head(of: type, id: id) else { return nil }
        return ObjectDraft(type, id: id, head: head)
    }

    /// The oldest document with a natural key, or a new one.
    func findOrStart(_ type: ObjectType, _ identity: String) throws -> ObjectDraft {
        try find(type, identity) ?? start(type)
    }

    /// A new document, not in the store yet.
    func start(_ type: ObjectType) -> ObjectDraft {
        ObjectDraft(new: type, id: transaction.newID(), now: now)
    }

    /// Writes a document with what a POST adds to it: `modified`, growing lists, the audit log and notifications follow
    /// (crits-api.md 11.1 to 11.4).
    func save(_ draft: inout ObjectDraft, _ contribution: Contribution = Contribution()) throws {
        contribution.apply(to: &draft)
        let isFirstSource = try setsFirstSource(draft, contribution.sources)
        if isFirstSource, let tlp = contribution.sources.first?.tlp, draft.head["tlp"] != nil { draft.head["tlp"] = .string(tlp.rawValue) }
        if draft.head["modified"] != nil { draft.head["modified"] = .date(now) }
        var changed = draft.isNew ? ["new document"] : draft.changedNames
        let identities = ObjectIdentity.all(of: draft.type, head: draft.head)
        let isNew = draft.isNew
        if isNew {
            try transaction.insert(type: draft.type, id: draft.id, identities: identities, head: draft.head)
        } else {
            try transaction.replaceHead(of: draft.type, id: draft.id, identities: identities, head: draft.head)
        }
        if try addSources(contribution.sources, to: draft, isNew: isNew), !isNew { changed.append("source") }
        if try addTickets(contribution.tickets, to: draft, isNew: isNew), !isNew { changed.append("tickets") }
        try triage(draft, isNew: isNew)
        draft.markSaved()
        if !changed.isEmpty {
            try audit(draft.reference, changed)
            try notify(draft.reference, isNew ? [] : changed)
        }
    }

    /// Writes an entry of the audit log; results of services have none (crits-api.md 11.2).
    func audit(_ object: ObjectReference, _ changed: [String]) throws {
        guard object.type.name != ObjectTypes.analysisResult.name, object.type.name != ObjectTypes.service.name else { return }
        try transaction.audit(
            ObjectAudit(
                user: caller.username, type: object.type.name, target: object.id, method: "save()",
                value: changed.joined(separator: ", ")))
    }

    /// Tells subscribers of a top-level object; nothing changed stands for a new one.
    private func notify(_ object: ObjectReference, _ changed: [String]) throws {
        guard object.type.growingLists.contains(.relationships) else { return }
        try transaction.notify(
            NewNotice(
                kind: changed.isEmpty ? .created : .changed, type: object.type, id: object.id, analyst: caller.username,
                text: changed.joined(separator: ", ")))
    }
}
