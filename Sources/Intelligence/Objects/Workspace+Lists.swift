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

    /// The source instances of a document, oldest first.
    func sources(of draft: ObjectDraft) throws -> [SourceEntry] {
        try transaction.parts(of: draft.type, id: draft.id, list: .source, key: nil, limit: Self.scannedParts)
            .compactMap { SourceEntry(part: $0.value) }
    }

    /// Appends instances; one without a date gets the next free millisecond, an equal one is left out (crits-api.md 8.5, 8.6).
    /// Says whether any was added.
    func addSources(_ entries: [SourceEntry], to draft: ObjectDraft, isNew: Bool) throws -> Bool {
        var known: [String: [SourceEntry]] = [:]
        var isAdded = false
        for var entry in entries {
            var instances: [SourceEntry] = []
            if let seen = known[entry.name] {
                instances = seen
            } else if !isNew {
                instances = try transaction.parts(
                    of: draft.type, id: draft.id, list: .source, key: entry.name, limit: Self.scannedParts
                ).compactMap { SourceEntry(part: $0.value) }
            }
            let date = entry.date ?? freeDate(Set(instances.compactMap(\.date)))
            entry.date = date
            let isKnown = instances.contains {
                $0.date == date && $0.analyst == entry.analyst && $0.method == entry.method && $0.reference == entry.reference
            }
            known[entry.name] = isKnown ? instances : instances + [entry]
            guard !isKnown else { continue }
            try transaction.addPart(
                of: draft.type, id: draft.id, list: .source, key: entry.name, value: entry.part(at: date))
            isAdded = true
        }
        return isAdded
    }

    /// Adds tickets whose numbers the document does not have; each gets a time of its own. Says whether any was added.
    func addTickets(_ numbers: [String], to draft: ObjectDraft, isNew: Bool) throws -> Bool {
        guard !numbers.isEmpty else { return false }
        let parts =
            try isNew ? [] : transaction.parts(of: draft.type, id: draft.id, list: .tickets, key: nil, limit: Self.scannedParts)
        var dates = Set(parts.compactMap { $0.value["date"]?.date })
        var known = Set(parts.map(\.key))
        var isAdded = false
        for number in numbers where known.insert(number).inserted {
            let date = freeDate(dates)
            dates.insert(date)
            try transaction.addPart(
                of: draft.type, id: draft.id, list: .tickets, key: number,
                value: ["ticket_number": .string(number), "analyst": .string(caller.username), "date": .date(date)])
            isAdded = true
        }
        return isAdded
    }

    /// Ticket numbers of a document, oldest first.
    func tickets(of draft: ObjectDraft) throws -> [String] {
        try transaction.parts(of: draft.type, id: draft.id, list: .tickets, key: nil, limit: Self.scannedParts).map(\.key)
    }

    /// Now, or the next millisecond that no entry has.
    func freeDate(_ taken: Set<Timestamp>) -> Timestamp {
        var date = now
        while taken.contains(date) { date = Timestamp(microseconds: date.microseconds &+ 1_000) }
        return date
    }

    /// Everything that was contributed to an object so far, to give it to one made on the side (crits-resources-2.md 2.5).
    func everything(contributedTo draft: ObjectDraft) throws -> Contribution {
        Contribution(
            sources: try sources(of: draft), campaigns: draft.head["campaign"]?.list?.compactMap(\.document) ?? [],
            buckets: draft.head["bucket_list"]?.strings ?? [], tickets: try tickets(of: draft))
    }
}
