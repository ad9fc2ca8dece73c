import Documents
import Model
import Storage

/// All objects in memory: what commands are tested against without an engine.
final class MemoryTransaction: ObjectTransaction {
    struct Stored {
        var identities: [String]
        var head: Document
        var lists: [GrowingList: [ObjectPart]] = [:]
    }

    var now = Timestamp(microseconds: 1_709_632_801_120_000)
    private(set) var objects: [String: [ObjectID: Stored]] = [:]
    private(set) var notices: [NewNotice] = []
    private(set) var audits: [ObjectAudit] = []
    private(set) var files: [ObjectID: FileReference] = [:]
    /// Contents that were sealed.
    var contents: [[UInt8]: Int64] = [:]
    /// The queue of analyses.
    private(set) var tasks: [ObjectID: AnalysisTask] = [:]
    /// First bytes of contents.
    var beginnings: [[UInt8]: [UInt8]] = [:]
    /// How many writes there were.
    private(set) var writes = 0
    private var lastID: UInt64 = 0
    private var lastRow: Int64 = 0

    func newID() -> ObjectID {
        lastID += 1
        return ObjectID(seconds: 0x65E6_F0A1, tail: lastID)
    }

    func ids(of type: ObjectType, identity: String) throws(StorageError) -> [ObjectID] {
        (objects[type.name] ?? [:]).filter { $0.value.identities.contains(identity) }.keys.sorted()
    }

    func head(of type: ObjectType, id: ObjectID) throws(StorageError) -> Document? {
        guard var head = objects[type.name]?[id]?.head else { return nil }
        head["_id"] = .string(id.description)
        return head
    }

    func isVisible(type: ObjectType, id: ObjectID, to reader: ObjectReader) throws(StorageError) -> Bool {
        guard let stored = objects[type.name]?[id] else { return false }
        let pairs = (stored.lists[.source] ?? []).map { part in
            (source: part.key, tlp: part.value["instance"]?.document?["tlp"]?.string.flatMap(TLP.init(rawValue:)) ?? .red)
        }
        switch type.visibility {
        case .bySource: return reader.sees(pairs)
        case .byReadableSource: return reader.seesEverything || pairs.contains { reader.sources[$0.source] != nil }
        case .toReaders, .asTarget: return true
        }
    }

    func insert(type: ObjectType, id: ObjectID, identities: [String], head: Document) throws(StorageError) {
        guard objects[type.name]?[id] == nil else { throw StorageError(.conflict, "The id is taken.") }
        writes += 1
        objects[type.name, default: [:]][id] = Stored(identities: identities, head: head)
    }

    func replaceHead(of type: ObjectType, id: ObjectID, identities: [String], head: Document) throws(StorageError) {
        guard objects[type.name]?[id] != nil else { throw StorageError(.notFound, "No such object.") }
        writes += 1
        objects[type.name]?[id]?.identities = identities
        objects[type.name]?[id]?.head = head
    }

    func delete(type: ObjectType, id: ObjectID) throws(StorageError) {
        writes += 1
        objects[type.name]?[id] = nil
    }

    func parts(of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, limit: Int) throws(StorageError) -> [ObjectPart] {
        Array((objects[type.name]?[id]?.lists[list] ?? []).filter { key == nil || $0.key == key }.prefix(limit))
    }

    func newestParts(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, limit: Int
    ) throws(StorageError) -> [ObjectPart] {
        Array(try parts(of: type, id: id, list: list, key: key, limit: Int.max).reversed().prefix(limit))
    }

    func parts(of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, date: Timestamp) throws(StorageError) -> [ObjectPart] {
        try parts(of: type, id: id, list: list, key: key, limit: Int.max).filter { MemoryTransaction.date($0) == date }
    }

    func freeDate(
        of type: ObjectType, id: ObjectID, list: GrowingList, key: String?, from wished: Timestamp
    ) throws(StorageError) -> Timestamp {
        let taken = Set(try parts(of: type, id: id, list: list, key: key, limit: Int.max).compactMap(MemoryTransaction.date))
        var date = wished.cutToMilliseconds
        while taken.contains(date) { date = Timestamp(microseconds: date.microseconds + 1_000) }
        return date
    }

    private static func date(_ part: ObjectPart) -> Timestamp? {
        part.value["date"]?.date ?? part.value["instance"]?.document?["date"]?.date
    }

    func addPart(of type: ObjectType, id: ObjectID, list: GrowingList, key: String, value: Document) throws(StorageError) {
        guard objects[type.name]?[id] != nil, type.growingLists.contains(list) else { throw StorageError(.notFound, "No such list.") }
        writes += 1
        lastRow += 1
        objects[type.name]?[id]?.lists[list, default: []].append(ObjectPart(row: lastRow, key: key, value: value))
    }

    func replacePart(of type: ObjectType, id: ObjectID, list: GrowingList, part: ObjectPart) throws(StorageError) {
        guard let place = objects[type.name]?[id]?.lists[list]?.firstIndex(where: { $0.row == part.row }) else {
            throw StorageError(.notFound, "No such entry.")
        }
        writes += 1
        objects[type.name]?[id]?.lists[list]?[place] = part
    }

    func removePart(of type: ObjectType, id: ObjectID, list: GrowingList, row: Int64) throws(StorageError) {
        writes += 1
        objects[type.name]?[id]?.lists[list]?.removeAll { $0.row == row }
    }

    func linkFile(sha256: [UInt8], owner: ObjectID) throws(StorageError) -> ObjectID {
        let id = newID()
        try linkFile(id, sha256: sha256, owner: owner)
        return id
    }

    func linkFile(_ id: ObjectID, sha256: [UInt8], owner: ObjectID) throws(StorageError) {
        guard let size = contents[sha256] else { throw StorageError(.notFound, "No such content.") }
        guard files[id] == nil else { throw StorageError(.conflict, "The id is taken.") }
        writes += 1
        files[id] = FileReference(id: id, sha256: sha256, size: size)
    }

    func file(_ id: ObjectID) throws(StorageError) -> FileReference? { files[id] }

    func unlinkFile(_ id: ObjectID) throws(StorageError) {
        writes += 1
        files[id] = nil
    }

    func notify(_ notice: NewNotice) throws(StorageError) { notices.append(notice) }

    func audit(_ entry: ObjectAudit) throws(StorageError) {
        writes += 1
        audits.append(entry)
    }

    func exists(_ type: ObjectType, identity: String) throws(StorageError) -> Bool { try !ids(of: type, identity: identity).isEmpty }

    func beginning(of sha256: [UInt8], count: Int) throws(StorageError) -> [UInt8] { Array((beginnings[sha256] ?? []).prefix(count)) }

    func putTask(_ task: AnalysisTask) throws(StorageError) { tasks[task.id] = task }

    func task(_ id: ObjectID) throws(StorageError) -> AnalysisTask? { tasks[id] }

    func removeTask(_ id: ObjectID) throws(StorageError) { tasks[id] = nil }

    func dueTasks(of service: String, skipping: Int, limit: Int) throws(StorageError) -> [AnalysisTask] {
        let due = tasks.values.filter { $0.service == service && $0.due <= now }
        return Array(due.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }.dropFirst(skipping).prefix(limit))
    }

    func runningTasks(of service: String) throws(StorageError) -> Int {
        tasks.values.count { $0.service == service && $0.claimant != nil && $0.due > now }
    }

    func renewTasks(of claimant: String, until end: Timestamp) throws(StorageError) -> Int {
        let mine = tasks.values.filter { $0.claimant == claimant }
        for task in mine { tasks[task.id]?.due = end }
        return mine.count
    }

    func releaseLocalTasks() throws(StorageError) {
        for task in tasks.values where !task.isDistributed && task.claimant != nil { tasks[task.id]?.claimant = nil }
    }
}

extension MemoryTransaction {
    /// A document with its growing lists, as a reader of everything sees it.
    func document(_ type: ObjectType, _ id: ObjectID) -> Document? {
        guard let stored = objects[type.name]?[id] else { return nil }
        var document = stored.head
        document["_id"] = .string(id.description)
        for list in type.growingLists {
            let parts = stored.lists[list] ?? []
            guard list == .source else {
                document[list.rawValue] = .list(parts.map { .document($0.value) })
                continue
            }
            var names: [String] = []
            var instances: [String: [DocumentValue]] = [:]
            for part in parts {
                if instances[part.key] == nil { names.append(part.key) }
                instances[part.key, default: []].append(part.value["instance"] ?? "")
            }
            document["source"] = .list(
                names.map { .document(["name": .string($0), "instances": .list(instances[$0] ?? [])]) })
        }
        return document
    }

    /// All documents of a type, oldest first.
    func documents(_ type: ObjectType) -> [Document] {
        (objects[type.name] ?? [:]).keys.sorted().compactMap { document(type, $0) }
    }
}
