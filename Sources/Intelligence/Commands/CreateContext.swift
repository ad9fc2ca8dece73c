import Documents
import Model
import Storage

/// What a create command works with: one transaction, the caller, the parameters (crits-api.md 8.4 to 8.6).
struct CreateContext {
    let transaction: any ObjectTransaction
    let caller: Caller
    let options: CommandOptions
    let parameters: Parameters

    /// The time of the command.
    var now: Timestamp { transaction.now }

    /// Relationships made in the caller's name.
    var relationships: Relationships { Relationships(transaction: transaction, analyst: caller.username) }

    /// The `write` right of a type.
    func requireWrite(_ type: ObjectType) throws {
        guard caller.may("\(type.name).write") else { throw CommandRefusal.noPermission }
    }

    /// The object of that natural key, or a new one with the fields that every object of the type starts with.
    func findOrMake(_ type: ObjectType, identity: String?) throws -> ObjectDraft {
        if let identity, let id = try transaction.ids(of: type, identity: identity).first,
            let head = try transaction.head(of: type, id: id)
        {
            return ObjectDraft(type: type, id: id, isNew: false, head: head, before: head)
        }
        return make(type)
    }

    /// A new object.
    func make(_ type: ObjectType) -> ObjectDraft {
        var head: Document = ["schema_version": .integer(type.schemaVersion)]
        for field in type.fields {
            if let list = GrowingList(rawValue: field.key), type.growingLists.contains(list) { continue }
            switch field.initial {
            case .string(let text): head[field.key] = .string(text)
            case .integer(let number): head[field.key] = .integer(number)
            case .boolean(let isTrue): head[field.key] = .boolean(isTrue)
            case .emptyList: head[field.key] = .list([])
            case .now: head[field.key] = .date(now)
            case nil: break
            }
        }
        return ObjectDraft(type: type, id: transaction.newID(), isNew: true, head: head, before: Document())
    }

    /// Writes the head with the common parameters, then source and tickets; counts and audits.
    func save(_ draft: ObjectDraft, _ common: CommonParameters) throws {
        var draft = draft
        let buckets = draft.before["bucket_list"]?.list ?? []
        let sectors = draft.before["sectors"]?.list ?? []
        if draft.head["bucket_list"] != nil { draft.union("bucket_list", common.buckets) }
        if draft.head["sectors"] != nil { draft.union("sectors", common.sectors) }
        if draft.head["campaign"] != nil { addCampaign(to: &draft, common) }
        if draft.isNew, common.source != nil, draft.head["tlp"] != nil { draft.head["tlp"] = .string(common.tlp) }
        if draft.head["modified"] != nil { draft.head["modified"] = .date(now) }
        try write(draft)
        if let source = common.source { try addSource(source, to: draft, common) }
        if draft.type.growingLists.contains(.tickets) { try addTickets(common.tickets, to: draft) }
        try count("bucket", draft, old: buckets, new: draft.head["bucket_list"]?.list ?? [])
        try count("sector", draft, old: sectors, new: draft.head["sectors"]?.list ?? [])
    }

    /// Writes the head only, with its audit entry.
    func write(_ draft: ObjectDraft) throws {
        let identities = NaturalKey.all(of: draft.type, draft.head)
        if draft.isNew {
            try transaction.insert(type: draft.type, id: draft.id, identities: identities, head: draft.head)
        } else {
            try transaction.replaceHead(of: draft.type, id: draft.id, identities: identities, head: draft.head)
        }
        let names = draft.head.fields.filter { draft.before[$0.name] != $0.value && $0.name != "modified" }.map(\.name)
        try transaction.audit(
            ObjectAudit(
                user: caller.username, type: draft.type.name, target: draft.id, method: "save()",
                value: draft.isNew ? "new document" : names.joined(separator: ", ")))
    }

    /// Appends one source instance; its date is the next free millisecond (crits-api.md 8.5).
    func addSource(_ name: String, to draft: ObjectDraft, _ common: CommonParameters) throws {
        var instance: Document = ["analyst": .string(caller.username), "tlp": .string(common.tlp)]
        instance["method"] = common.method.map(DocumentValue.string)
        instance["reference"] = common.reference.map(DocumentValue.string)
        let taken =
            draft.isNew
            ? []
            : Set(
                try transaction.parts(of: draft.type, id: draft.id, list: .source, key: name, limit: Int.max).compactMap {
                    $0.value["instance"]?.document?["date"]?.date
                })
        var date = (common.date ?? now).cutToMilliseconds
        while taken.contains(date) { date = Timestamp(microseconds: date.microseconds &+ 1_000) }
        instance["date"] = .date(date)
        try transaction.addPart(
            of: draft.type, id: draft.id, list: .source, key: name, value: ["name": .string(name), "instance": .document(instance)])
    }

    /// Adds ticket numbers that the object does not have.
    private func addTickets(_ numbers: [String], to draft: ObjectDraft) throws {
        guard !numbers.isEmpty else { return }
        let parts = try transaction.parts(of: draft.type, id: draft.id, list: .tickets, key: nil, limit: Int.max)
        var taken = Set(parts.compactMap { $0.value["date"]?.date })
        let known = Set(parts.map(\.key))
        var date = now.cutToMilliseconds
        for number in numbers where !known.contains(number) {
            while taken.contains(date) { date = Timestamp(microseconds: date.microseconds &+ 1_000) }
            taken.insert(date)
            try transaction.addPart(
                of: draft.type, id: draft.id, list: .tickets, key: number,
                value: ["ticket_number": .string(number), "analyst": .string(caller.username), "date": .date(date)])
        }
    }

    /// A campaign of the same name only rises in confidence (crits-api.md 8.6).
    private func addCampaign(to draft: inout ObjectDraft, _ common: CommonParameters) {
        guard let name = common.campaign else { return }
        var list = draft.head["campaign"]?.list ?? []
        let rank = Vocabulary.campaignConfidences
        if let position = list.firstIndex(where: { $0.document?["name"] == .string(name) }), var entry = list[position].document {
            let old = rank.firstIndex(of: entry["confidence"]?.string ?? "") ?? -1
            guard let new = rank.firstIndex(of: common.confidence), new > old else { return }
            entry["confidence"] = .string(common.confidence)
            entry["analyst"] = .string(caller.username)
            list[position] = .document(entry)
        } else {
            list.append(
                .document([
                    "name": .string(name), "confidence": .string(common.confidence), "analyst": .string(caller.username),
                    "date": .date(now),
                ]))
        }
        draft.head["campaign"] = .list(list)
    }

    /// Counters of bucket and sector names follow the difference of the lists (crits-api.md 11.4).
    private func count(_ kind: String, _ draft: ObjectDraft, old: [DocumentValue], new: [DocumentValue]) throws {
        for name in Set(new).subtracting(old) {
            if let name = name.string { try transaction.adjustCounter(kind: kind, name: name, type: draft.type, by: 1) }
        }
        for name in Set(old).subtracting(new) {
            if let name = name.string { try transaction.adjustCounter(kind: kind, name: name, type: draft.type, by: -1) }
        }
    }
}
