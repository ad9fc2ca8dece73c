import Documents
import Model
import Storage

/// Growing lists that every POST can add to.
extension Workspace {
    /// Whether these are the first sources of a document.
    func setsFirstSource(_ draft: ObjectDraft, _ entries: [SourceEntry]) throws -> Bool {
        guard !entries.isEmpty, draft.type.growingLists.contains(.source) else { return false }
        if draft.isNew { return true }
        return try transaction.parts(of: draft.type, id: draft.id, list: .source, key: nil, limit: 1).isEmpty
    }

    /// The newest source instances of a document, in the order of arrival.
    func sources(of draft: ObjectDraft) throws -> [SourceEntry] {
        try transaction.newestParts(of: draft.type, id: draft.id, list: .source, key: nil, limit: Self.copiedParts).reversed()
            .compactMap { SourceEntry(part: $0.value) }
    }

    /// Appends instances; one without a date gets the next free millisecond, an equal one is left out (crits-api.md 8.5, 8.6).
    /// Says whether any was added.
    func addSources(_ entries: [SourceEntry], to draft: ObjectDraft, isNew: Bool) throws -> Bool {
        var isAdded = false
        for (number, entry) in entries.enumerated() {
            // The first instance of a new document has nothing beside it.
            let isAlone = isNew && number == 0
            guard try isAlone || !isKnown(entry, in: draft) else { continue }
            let date = try entry.date ?? (isAlone ? now : freeDate(in: .source, key: entry.name, of: draft))
            try transaction.addPart(
                of: draft.type, id: draft.id, list: .source, key: entry.name, value: entry.part(at: date))
            isAdded = true
        }
        return isAdded
    }

    private func isKnown(_ entry: SourceEntry, in draft: ObjectDraft) throws -> Bool {
        guard let date = entry.date else { return false }
        return try transaction.parts(of: draft.type, id: draft.id, list: .source, key: entry.name, date: date)
            .compactMap { SourceEntry(part: $0.value) }
            .contains { $0.analyst == entry.analyst && $0.method == entry.method && $0.reference == entry.reference }
    }

    /// Adds tickets whose numbers the document does not have; each gets a time of its own. Says whether any was added.
    func addTickets(_ numbers: [String], to draft: ObjectDraft, isNew: Bool) throws -> Bool {
        var isAdded = false
        for (place, number) in numbers.enumerated() {
            let isAlone = isNew && place == 0
            guard
                try isAlone || transaction.parts(of: draft.type, id: draft.id, list: .tickets, key: number, limit: 1).isEmpty
            else { continue }
            let date = try isAlone ? now : freeDate(in: .tickets, of: draft)
            try transaction.addPart(
                of: draft.type, id: draft.id, list: .tickets, key: number,
                value: ["ticket_number": .string(number), "analyst": .string(caller.username), "date": .date(date)])
            isAdded = true
        }
        return isAdded
    }

    /// The newest ticket numbers of a document, in the order of arrival.
    func tickets(of draft: ObjectDraft) throws -> [String] {
        try transaction.newestParts(of: draft.type, id: draft.id, list: .tickets, key: nil, limit: Self.copiedParts).reversed()
            .map(\.key)
    }

    /// Now, or the next millisecond that no entry has.
    func freeDate(in list: GrowingList, key: String? = nil, of draft: ObjectDraft) throws -> Timestamp {
        try transaction.freeDate(of: draft.type, id: draft.id, list: list, key: key, from: now)
    }

    /// Everything that was contributed to an object so far, to give it to one made on the side (crits-resources-2.md 2.5).
    func everything(contributedTo draft: ObjectDraft) throws -> Contribution {
        Contribution(
            sources: try sources(of: draft), campaigns: draft.head["campaign"]?.list?.compactMap(\.document) ?? [],
            buckets: draft.head["bucket_list"]?.strings ?? [], tickets: try tickets(of: draft))
    }
}
