import Documents
import Model
import Normalization
import Storage

/// Documents of one collection that are committed together.
struct DumpBatch {
    let store: any ObservationStore & ForeignIDStore
    let normalizer: Normalizer
    private var entries: [DumpEntry] = []
    private(set) var bytes = 0
    /// What dorks the store has, read when the first one comes.
    private var dorks: DorkCounts?

    init(store: any ObservationStore & ForeignIDStore, normalizer: Normalizer) {
        self.store = store
        self.normalizer = normalizer
    }

    var count: Int { entries.count }
    var collection: DumpCollection? { entries.first?.collection }

    mutating func add(_ entry: DumpEntry, bytes: Int) {
        entries.append(entry)
        self.bytes += bytes
    }

    /// Commits what came together and counts it.
    mutating func commit(_ progress: inout DumpImport.Progress) async throws(StorageError) {
        guard let collection else { return }
        var counts = progress[collection] ?? ImportCounts()
        switch collection {
        case .hpfeed: try await commitMessages(&counts)
        case .session: try await commitSessions(&counts)
        case .url: try await commitURLs(&counts)
        case .file: try await commitFiles(&counts)
        case .dork: try await commitDorks(&counts)
        }
        progress[collection] = counts
        entries.removeAll(keepingCapacity: true)
        bytes = 0
    }

    private func commitMessages(_ counts: inout ImportCounts) async throws(StorageError) {
        try await append(
            entries.compactMap { entry in
                guard case .message(let message) = entry.content else { return nil }
                return ImportedRecord(id: entry.id, message: message)
            }, &counts)
    }

    private func commitSessions(_ counts: inout ImportCounts) async throws(StorageError) {
        let missing = try await keep(entries, &counts) { entry in
            guard case .session(let message) = entry.content else { return nil }
            return .session(ofMessage: message ?? entry.id)
        }
        guard !missing.isEmpty else { return }
        var taken: Set<ObjectID> = []
        var records: [ImportedRecord] = []
        var ids: [ForeignID] = []
        for entry in missing {
            guard case .session(let message) = entry.content else { continue }
            // The record goes by the id of the message it stands in for, so that the session still names it.
            var id = entry.id
            if let message, taken.insert(message).inserted, try await isFree(message) { id = message }
            records.append(StandIns.record(of: entry, id: id))
            ids.append(ForeignID(entry.id, of: .session(ofMessage: id)))
        }
        try await append(records, &counts)
        _ = try await store.keep(ids)
    }

    /// Whether no message has an id.
    private func isFree(_ message: ObjectID) async throws(StorageError) -> Bool {
        let found = try await store.messages(MessageFilter(id: message), order: .oldestFirst, page: Page(limit: 1))
        return found.items.isEmpty
    }

    private func commitURLs(_ counts: inout ImportCounts) async throws(StorageError) {
        let missing = try await keep(entries, &counts) { entry in
            guard case .url(let url) = entry.content else { return nil }
            return .url(url)
        }
        let lost = Set(missing.map(\.id))
        var records = missing.map { StandIns.record(of: $0, id: $0.id) }
        for entry in entries where !lost.contains(entry.id) && !entry.extractions.isEmpty {
            if let rest = try await withUnknownExtractions(entry) { records.append(StandIns.record(of: rest, id: rest.id)) }
        }
        try await append(records, &counts)
        try await keepAgain(missing) { entry in
            guard case .url(let url) = entry.content else { return nil }
            return .url(url)
        }
    }

    /// A url with those of its extractions whose raw messages are not in the store; nil when there are none.
    private func withUnknownExtractions(_ entry: DumpEntry) async throws(StorageError) -> DumpEntry? {
        let stored = try await store.urls(URLFilter(id: entry.id), page: Page(limit: 1))
        guard let url = stored.items.first else { return nil }
        let known = Set(url.extractions.map { StandIns.Extraction($0) })
        let unknown = entry.extractions.filter { extraction in
            StandIns.Extraction(extraction).map { !known.contains($0) } ?? false
        }
        guard !unknown.isEmpty else { return nil }
        var rest = entry
        rest.document.members.removeAll { $0.name == "extractions" }
        rest.document.members.append(BSONDocument.Member(name: "extractions", value: .array(unknown.map { .document($0) })))
        return rest
    }

    private func commitFiles(_ counts: inout ImportCounts) async throws(StorageError) {
        let missing = try await keep(entries, &counts) { entry in
            guard case .file(let sha512) = entry.content else { return nil }
            return .file(sha512: sha512)
        }
        try await append(missing.map { StandIns.record(of: $0, id: $0.id) }, &counts)
        try await keepAgain(missing) { entry in
            guard case .file(let sha512) = entry.content else { return nil }
            return .file(sha512: sha512)
        }
    }

    private mutating func commitDorks(_ counts: inout ImportCounts) async throws(StorageError) {
        let known = if let dorks { dorks } else { try await DorkCounts(store) }
        dorks = known
        var records: [ImportedRecord] = []
        for entry in entries {
            guard case .dork(let content, let type, let count) = entry.content else { continue }
            let lost = count - known.count(content: content, type: type)
            if lost > 0 {
                var rest = entry
                rest.document.members.removeAll { $0.name == "count" }
                rest.document.members.append(BSONDocument.Member(name: "count", value: .integer(Int64(lost))))
                records.append(StandIns.record(of: rest, id: entry.id))
            } else {
                counts.skipped += 1
            }
        }
        try await append(records, &counts)
    }

    // MARK: The store

    /// Gives documents their ids; gives those back that are not there.
    private func keep(
        _ entries: [DumpEntry], _ counts: inout ImportCounts, _ document: (DumpEntry) -> ForeignID.Document?
    ) async throws(StorageError) -> [DumpEntry] {
        let ids = entries.compactMap { entry in document(entry).map { ForeignID(entry.id, of: $0) } }
        var missing: [DumpEntry] = []
        for (entry, outcome) in zip(entries, try await store.keep(ids)) {
            switch outcome {
            case .kept: counts.imported += 1
            case .known: counts.skipped += 1
            case .missing: missing.append(entry)
            }
        }
        return missing
    }

    /// The ids of documents whose stand-ins are in the store now.
    private func keepAgain(_ entries: [DumpEntry], _ document: (DumpEntry) -> ForeignID.Document?) async throws(StorageError) {
        guard !entries.isEmpty else { return }
        _ = try await store.keep(entries.compactMap { entry in document(entry).map { ForeignID(entry.id, of: $0) } })
    }

    private func append(_ records: [ImportedRecord], _ counts: inout ImportCounts) async throws(StorageError) {
        guard !records.isEmpty else { return }
        let result = try await store.append(IngestBatch(messages: records.map { $0.normalized(normalizer) }))
        counts.imported += result.stored
        counts.skipped += result.skipped
    }
}

/// How often the store has counted each dork.
private struct DorkCounts {
    private struct Key: Hashable {
        var content: String
        var type: String
    }

    private var counts: [Key: Int] = [:]

    init(_ store: any ObservationStore) async throws(StorageError) {
        var page = Page()
        repeat {
            let slice = try await store.dorks(DorkFilter(sortBy: .firsttime, ascending: true), page: page)
            for dork in slice.items { counts[Key(content: dork.content, type: dork.type)] = dork.count }
            page.after = slice.next
        } while page.after != nil
    }

    func count(content: String, type: String) -> Int { counts[Key(content: content, type: type)] ?? 0 }
}
