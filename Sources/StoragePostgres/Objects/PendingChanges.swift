import Documents
import Storage

/// What the commands of a group have changed, in memory until the group is written with few statements. Commands read through
/// it, and a command that fails takes back what it put here: the database has seen none of it, so it needs no savepoint.
struct PendingChanges {
    private(set) var objects = UndoableMap<Int64, PendingObject>()
    /// Keys by id; nil for an id that was deleted.
    private(set) var keys = UndoableMap<ObjectID, Int64?>()
    private(set) var parts = UndoableMap<EntryPlace, PendingPart>()
    /// Rows of each list that were changed; those that were taken back may still be among them.
    private(set) var touched: [ListPlace: Set<Int64>] = [:]
    /// Largest row of a list, where it is known.
    var lastRows = UndoableMap<ListPlace, Int64>()
    /// Keys that the table has under natural keys whose locks are held.
    var identities = UndoableMap<Int64, [Int64]>()
    /// 1 for a natural key that was added, -1 for one that was removed.
    private(set) var links = UndoableMap<IdentityLink, Int>()
    private var linked: [Int64: Set<Int64>] = [:]
    var files = UndoableMap<ObjectID, PendingFile>()
    private(set) var counts = UndoableMap<ClassCount, Int64>()
    private(set) var tags = UndoableMap<TagCounter, Int64>()
    var dates = PendingDates()
    private(set) var audits: [PendingAudit] = []
    private var keptAudits = 0
    /// Statements of tables that no command of a group reads.
    private(set) var others: [Statement] = []
    private var keptOthers = 0
    /// Stretches of ids that the table does not have.
    private var gaps: [IDGap] = []
    /// Objects that were added, by id.
    private var added: [(id: ObjectID, key: Int64)] = []

    /// What was changed so far stays.
    mutating func keep() {
        objects.keep()
        keys.keep()
        parts.keep()
        lastRows.keep()
        identities.keep()
        links.keep()
        files.keep()
        counts.keep()
        tags.keep()
        dates.keep()
        keptAudits = audits.count
        keptOthers = others.count
    }

    /// Takes back what was changed since.
    mutating func undo() {
        objects.undo()
        keys.undo()
        parts.undo()
        lastRows.undo()
        identities.undo()
        links.undo()
        files.undo()
        counts.undo()
        tags.undo()
        dates.undo()
        audits.removeLast(audits.count - keptAudits)
        others.removeLast(others.count - keptOthers)
        let left = objects
        added.removeAll { left[$0.key]?.row?.id != $0.id }
    }

    // MARK: Objects

    /// Takes a row that was read and is locked.
    mutating func load(_ row: ObjectRow) {
        guard keys[row.id] == nil else { return }
        objects[row.key] = PendingObject(row: row, isStored: true)
        keys[row.id] = .some(row.key)
    }

    mutating func insert(_ row: ObjectRow, tokens: Set<UInt64>) {
        let isStored = objects[row.key]?.isStored ?? false
        objects[row.key] = PendingObject(
            row: row, tokens: tokens, isStored: isStored, isChanged: true, isHeadChanged: true, isReplaced: isStored)
        keys[row.id] = .some(row.key)
        added.insert((row.id, row.key), at: place(of: row.id))
    }

    /// Changes a row that was read; its head only where it is not empty.
    mutating func update(_ row: ObjectRow, tokens: Set<UInt64>?) {
        guard var object = objects[row.key], let old = object.row else { return }
        var row = row
        if row.head.isEmpty { row.head = old.head } else { object.isHeadChanged = true }
        object.row = row
        object.tokens = tokens ?? object.tokens
        object.isChanged = true
        objects[row.key] = object
    }

    mutating func delete(_ row: ObjectRow) {
        keys[row.id] = .some(nil)
        added.removeAll { $0.key == row.key }
        guard objects[row.key]?.isStored ?? true else {
            objects[row.key] = nil
            return
        }
        objects[row.key] = PendingObject(row: nil, isStored: true, isChanged: true)
    }

    /// Whether the table can have no entries of an object.
    func isNew(_ object: Int64) -> Bool { objects[object].map { !$0.isStored } ?? false }

    // MARK: Places of ids

    mutating func add(_ gap: IDGap) { gaps.append(gap) }

    /// Forgets the stretches that an id shows not to be empty any more.
    mutating func dropGaps(holding id: ObjectID) { gaps.removeAll { $0.holds(id) } }

    /// The stretch that an id lies in, where it is known.
    func gap(around id: ObjectID) -> IDGap? { gaps.last { $0.holds(id) } }

    /// Neighbours of an id among those that were added.
    func addedNeighbours(of id: ObjectID) -> IDGap {
        let place = place(of: id)
        let next = place < added.count && added[place].id == id ? place + 1 : place
        return IDGap(low: place > 0 ? added[place - 1] : nil, high: next < added.count ? added[next] : nil)
    }

    private func place(of id: ObjectID) -> Int {
        var (low, high) = (0, added.count)
        while low < high {
            let middle = (low + high) / 2
            if added[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: Natural keys

    mutating func move(_ link: IdentityLink, by amount: Int) {
        let moved = (links[link] ?? 0) + amount
        links[link] = moved == 0 ? nil : moved
        linked[link.identity, default: []].insert(link.object)
    }

    /// Keys under a natural key, from those that the table has.
    func objects(_ stored: [Int64], withIdentity identity: Int64) -> [Int64] {
        guard let linked = linked[identity] else { return stored }
        var now = Set(stored)
        for object in linked {
            switch links[IdentityLink(identity: identity, object: object)] ?? 0 {
            case 1...: now.insert(object)
            case ..<0: now.remove(object)
            default: break
            }
        }
        return now.sorted()
    }

    // MARK: Entries

    mutating func insert(_ part: PartRow, tokens: Set<UInt64>?) {
        let place = EntryPlace(part)
        let isStored = parts[place]?.isStored ?? false
        set(PendingPart(part: part, tokens: tokens, isStored: isStored, isReplaced: isStored), at: place)
        if let last = lastRows[place.list], part.row > last { lastRows[place.list] = part.row }
    }

    mutating func update(_ part: PartRow, tokens: Set<UInt64>?) {
        let place = EntryPlace(part)
        var changed = parts[place] ?? PendingPart(part: nil, tokens: nil, isStored: true)
        changed.part = part
        changed.tokens = tokens
        set(changed, at: place)
    }

    mutating func delete(_ part: PartRow) {
        let place = EntryPlace(part)
        let isStored = parts[place]?.isStored ?? true
        set(isStored ? PendingPart(part: nil, tokens: nil, isStored: true) : nil, at: place)
        if lastRows[place.list] == part.row { lastRows[place.list] = nil }
    }

    private mutating func set(_ part: PendingPart?, at place: EntryPlace) {
        parts[place] = part
        touched[place.list, default: []].insert(place.row)
    }

    /// Entries of a list as they are now, from those that the table has, by rows.
    func parts(_ stored: [PartRow], in list: ListPlace, where isWanted: (PartRow) -> Bool) -> [PartRow] {
        guard let touched = touched[list] else { return stored }
        let left = stored.filter { self.parts[EntryPlace($0)] == nil }
        let changed = touched.compactMap { self.parts[EntryPlace(list, row: $0)]?.part }.filter(isWanted)
        return (left + changed).sorted { $0.row < $1.row }
    }

    /// Largest row of a list as it is now, from the largest that the table has, of which there is one more than were changed.
    func lastRow(of list: ListPlace, stored: [Int64]) -> Int64 {
        let left = stored.first { self.parts[EntryPlace(list, row: $0)] == nil } ?? 0
        let changed = (touched[list] ?? []).filter { self.parts[EntryPlace(list, row: $0)]?.part != nil }.max() ?? 0
        return max(left, changed)
    }

    /// How many rows of a list were changed, at most.
    func changes(in list: ListPlace) -> Int { touched[list]?.count ?? 0 }

    // MARK: Counters, audit

    mutating func count(_ count: ClassCount, by amount: Int64) { counts[count] = (counts[count] ?? 0) &+ amount }

    mutating func count(_ counter: TagCounter, by amount: Int64) { tags[counter] = (tags[counter] ?? 0) &+ amount }

    /// Runs a statement with the others of the group.
    mutating func add(_ statement: Statement) { others.append(statement) }

    mutating func audit(_ entry: ObjectAudit, at time: Timestamp) { audits.append(PendingAudit(entry: entry, time: time)) }
}
