internal import GRDB
internal import Storage

/// What the commands of a group change in the indexes and counters of objects, written once at the end of the group: FTS5
/// writes its buffers out at every savepoint, and each command has one.
struct ObjectChanges {
    private struct Change {
        /// nil where there was no row.
        var old: Set<UInt64>?
        /// nil where there is none afterwards.
        var new: Set<UInt64>?
    }

    private struct Count: Hashable {
        var type: String
        var accessClass: Int64
    }

    private var objects: [Int64: Change] = [:]
    private var parts: [Int64: Change] = [:]
    private var counts: [Count: Int64] = [:]
    private var tags: [TagCounter: Int64] = [:]

    mutating func index(object: Int64, from old: Set<UInt64>?, to new: Set<UInt64>?) {
        objects[object] = Change(old: objects[object].map(\.old) ?? old, new: new)
    }

    mutating func index(part: Int64, from old: Set<UInt64>?, to new: Set<UInt64>?) {
        parts[part] = Change(old: parts[part].map(\.old) ?? old, new: new)
    }

    mutating func count(type: String, accessClass: Int64, by amount: Int64) {
        counts[Count(type: type, accessClass: accessClass), default: 0] += amount
    }

    mutating func count(_ tag: TagCounter, by amount: Int64) { tags[tag, default: 0] &+= amount }

    /// Takes over the changes of a command that has succeeded after these.
    mutating func add(_ later: ObjectChanges) {
        for (key, change) in later.objects { index(object: key, from: change.old, to: change.new) }
        for (key, change) in later.parts { index(part: key, from: change.old, to: change.new) }
        counts.merge(later.counts, uniquingKeysWith: +)
        tags.merge(later.tags, uniquingKeysWith: &+)
    }

    /// Writes everything; the last thing before the commit.
    func flush(to db: Database) throws {
        // A change of an entry or of a class is one of its object.
        if !objects.isEmpty { try StoreNumbers.advanceObjectGeneration(db) }
        try flush(objects, index: "object_index", to: db)
        try flush(parts, index: "part_index", to: db)
        try flushCounts(to: db)
        try TagRows.add(tags, to: db)
    }

    private func flush(_ changes: [Int64: Change], index: String, to db: Database) throws {
        guard !changes.isEmpty else { return }
        let remove = try db.prepared("INSERT INTO \(index)(\(index), rowid, t) VALUES('delete', ?, ?)")
        let insert = try db.prepared("INSERT INTO \(index)(rowid, t) VALUES(?, ?)")
        for (key, change) in changes.sorted(by: { $0.key < $1.key }) where change.old != change.new {
            if let old = change.old {
                remove.bind(1, key)
                remove.bind(2, text: TokenText.row(old))
                try remove.run()
            }
            if let new = change.new {
                insert.bind(1, key)
                insert.bind(2, text: TokenText.row(new))
                try insert.run()
            }
        }
    }

    private func flushCounts(to db: Database) throws {
        let add = try db.prepared(
            "INSERT INTO object_count VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value")
        for (count, amount) in counts where amount != 0 {
            add.bind(1, count.type)
            add.bind(2, count.accessClass)
            add.bind(3, amount)
            try add.run()
        }
    }
}
