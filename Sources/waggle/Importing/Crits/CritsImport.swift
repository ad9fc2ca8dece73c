import Accounts
import Collection
import Documents
import Intelligence
import Model
import Storage

/// Takes over a CRITs database from files of `mongodump` or `mongoexport`: ids, dates, sources and files stay as they were.
///
/// Can be repeated, after a kill too: what is there already is skipped. A document that can't be taken does not stop the rest.
struct CritsImport {
    private let store: any Store
    private let administration: Administration
    private var sources: Set<String>
    private var buckets: [String: CritsBucket] = [:]

    /// What came of each collection, in the order of the files.
    private(set) var collections: [(name: String, counts: ImportCounts)] = []

    private static let batchDocuments = 200
    private static let batchBytes = 4 << 20

    init(store: any Store, administration: Administration) async throws {
        self.store = store
        self.administration = administration
        sources = Set(try await administration.sources().map(\.name))
    }

    /// What came of everything.
    var total: ImportCounts { collections.reduce(into: ImportCounts()) { $0 += $1.counts } }

    mutating func run(_ plan: CritsPlan) async throws {
        for file in plan.files {
            let open = try OpenFile(file.path)
            defer { open.close() }
            let watch = ImportWatch(open)
            var reading = CritsReading(DumpReader(file: open.descriptor, format: file.format), watch)
            do {
                try await read(file.collection, &reading)
            } catch let error as ImportFileError {
                reading.refuse(error)
            }
            watch.finish()
            add(reading.counts, to: file.collection.name)
        }
        for (bucket, contents) in buckets.sorted(by: { $0.key < $1.key }) {
            var counts = ImportCounts()
            for fault in contents.missing {
                counts.refused += 1
                if counts.refused <= 20 { Console.complain("\(bucket).files: \(fault)") }
            }
            add(counts, to: "\(bucket).files")
        }
    }

    private mutating func add(_ counts: ImportCounts, to name: String) {
        if let place = collections.firstIndex(where: { $0.name == name }) {
            collections[place].counts += counts
        } else {
            collections.append((name, counts))
        }
    }

    private mutating func read(_ collection: CritsCollection, _ reading: inout CritsReading) async throws {
        switch collection {
        case .sources: try await readSources(&reading)
        case .items(let kind): try await readItems(of: kind, &reading)
        case .objects(let name):
            guard let type = ObjectTypes.named(name) else { return }
            try await readObjects(of: type, &reading)
        case .files(let bucket):
            var contents = buckets[bucket] ?? CritsBucket(name: bucket, store: store)
            while let document = try reading.next() { contents.announce(document, &reading) }
            buckets[bucket] = contents
        case .chunks(let bucket):
            var contents = buckets[bucket] ?? CritsBucket(name: bucket, store: store)
            try await contents.read(&reading)
            buckets[bucket] = contents
        }
    }

    // MARK: Lists

    private mutating func readSources(_ reading: inout CritsReading) async throws {
        while let document = try reading.next() {
            guard let name = document["name"]?.text else {
                reading.refuse("name: missing")
                continue
            }
            guard !sources.contains(name) else {
                reading.counts.skipped += 1
                continue
            }
            guard try await addSource(name, &reading) else { continue }
            if document["active"]?.text == "off" { try await administration.setSource(name, isActive: false) }
            reading.counts.imported += 1
        }
    }

    /// Adds a source that nobody but UberAdmin has anything on; false, with a word why, when its name is none here.
    private mutating func addSource(_ name: String, _ reading: inout CritsReading) async throws -> Bool {
        sources.insert(name)
        do {
            try await administration.addSource(name)
        } catch let error as AccountError {
            if error.code == .exists { return true }
            reading.refuse("the source \(TextTable.printable(String(name.prefix(64)))): \(error)")
            return false
        }
        return true
    }

    private func readItems(of kind: ItemKind, _ reading: inout CritsReading) async throws {
        var known = Set(try await administration.items(kind).map(\.name))
        while let document = try reading.next() {
            guard let name = document["name"]?.text else {
                reading.refuse("name: missing")
                continue
            }
            guard known.insert(name).inserted else {
                reading.counts.skipped += 1
                continue
            }
            do {
                try await administration.addItem(name, to: kind)
                if document["active"]?.text == "off" { try await administration.setItem(name, in: kind, isActive: false) }
                reading.counts.imported += 1
            } catch let error as AccountError {
                reading.refuse("name: \(error)")
            }
        }
    }

    // MARK: Objects

    private mutating func readObjects(of type: ObjectType, _ reading: inout CritsReading) async throws {
        var batch: [CritsReading.Item<CritsDocument>] = []
        var bytes = 0
        while let document = try reading.next() {
            let place = reading.place
            do throws(CritsFault) {
                batch.append(CritsReading.Item(place: place, value: try CritsDocument(document, type: type)))
                bytes += reading.bytes
            } catch {
                reading.refuse(error)
            }
            if batch.count >= CritsImport.batchDocuments || bytes >= CritsImport.batchBytes {
                try await commit(&batch, &reading)
                bytes = 0
            }
        }
        try await commit(&batch, &reading)
    }

    private mutating func commit(_ batch: inout [CritsReading.Item<CritsDocument>], _ reading: inout CritsReading) async throws {
        guard !batch.isEmpty else { return }
        for name in batch.reduce(into: Set<String>(), { $0.formUnion($1.value.sourceNames) }).subtracting(sources).sorted() {
            _ = try await addSource(name, &reading)
        }
        do {
            try await keep(batch.map(\.value), &reading)
        } catch let error as StorageError {
            guard CritsImport.isOfDocument(error) else { throw error }
            // One of them is not to be stored: the others are, each by itself.
            for item in batch { try await keepAlone(item, &reading) }
        }
        batch.removeAll(keepingCapacity: true)
        reading.show()
    }

    private func keep(_ documents: [CritsDocument], _ reading: inout CritsReading) async throws {
        let added = try await store.change { transaction in
            var added = 0
            for document in documents where try CritsStoring.add(document, to: transaction) { added += 1 }
            return added
        }
        reading.counts.imported += added
        reading.counts.skipped += documents.count - added
    }

    private func keepAlone(_ item: CritsReading.Item<CritsDocument>, _ reading: inout CritsReading) async throws {
        do {
            try await keep([item.value], &reading)
        } catch let error as StorageError {
            guard CritsImport.isOfDocument(error) else { throw error }
            reading.refuse(error, at: item.place)
        }
    }

    /// Whether an error lies in what is stored, and not in the store.
    private static func isOfDocument(_ error: StorageError) -> Bool { error.code == .conflict || error.code == .invalid }
}
