internal import GRDB
internal import Synchronization

/// Natural keys of the latest objects, on their way into the sorted table `object_identity`.
///
/// Natural keys are hashes, so that in a large sorted table each new one changes a page of its own, which is then written to the
/// log and to the file: more bytes than all else of an object. Here they are appended, and moved into the sorted table by tens
/// of thousands in its order, so that many share a page. The writer looks at both.
///
/// It is read anew after a command of a group was taken back, of which it would keep what that added or removed.
final class RecentIdentities: Sendable {
    fileprivate struct Entry {
        var number: Int64
        var identity: Int64
        var object: Int64
    }

    fileprivate struct State {
        var byIdentity: [Int64: [Entry]] = [:]
        var count = 0
        /// Largest number given.
        var last: Int64 = 0
        /// Those that are being moved, in the order of the sorted table, and how many of them were.
        var moving: (entries: [Entry], done: Int, last: Int64)?
        /// Added since the last step.
        var added = 0
    }

    private let state = Mutex(State())

    /// Entries moved by one pass; up to twice as many are here.
    fileprivate static let entriesPerPass = 32_768
    /// Entries moved by one step at the least.
    fileprivate static let entriesPerStep = 512

    /// Reads those that are not in the sorted table yet.
    init(_ db: Database) throws {
        let rows = try db.prepared("SELECT number, identity, object FROM recent_identity ORDER BY number")
        defer { rows.reset() }
        var state = State()
        while try rows.step() {
            state.add(Entry(number: rows.int64(0), identity: rows.int64(1), object: rows.int64(2)))
        }
        let read = state
        self.state.withLock { $0 = read }
    }

    /// Keys of objects under a natural key, those of the sorted table included; ascending.
    func objects(withIdentity identity: Int64, _ db: Database) throws -> [Int64] {
        let find = try db.prepared("SELECT object FROM object_identity WHERE identity = ? ORDER BY object")
        find.bind(1, identity)
        let sorted = try ObjectRows.collect(find) { $0.int64(0) }
        let recent = state.withLock { $0.byIdentity[identity] ?? [] }
        return recent.isEmpty ? sorted : Set(sorted + recent.map(\.object)).sorted()
    }

    func add(_ identity: Int64, object: Int64, _ db: Database) throws {
        let number = state.withLock { state in
            let entry = Entry(number: state.last + 1, identity: identity, object: object)
            state.add(entry)
            state.added += 1
            return entry.number
        }
        let insert = try db.prepared("INSERT INTO recent_identity(number, identity, object) VALUES(?, ?, ?)")
        insert.bind(1, number)
        insert.bind(2, identity)
        insert.bind(3, object)
        try insert.run()
    }

    func remove(_ identity: Int64, object: Int64, _ db: Database) throws {
        let gone = state.withLock { $0.remove(identity, object) }
        let recent = try db.prepared("DELETE FROM recent_identity WHERE number = ?")
        for entry in gone {
            recent.bind(1, entry.number)
            try recent.run()
        }
        let sorted = try db.prepared("DELETE FROM object_identity WHERE identity = ? AND object = ?")
        sorted.bind(1, identity)
        sorted.bind(2, object)
        try sorted.run()
    }

    /// Moves some, when there are many; a step of each group of changes.
    func moveStep(_ db: Database) throws {
        guard let step = state.withLock({ $0.nextStep() }) else { return }
        let insert = try db.prepared("INSERT OR IGNORE INTO object_identity VALUES(?, ?)")
        for entry in step.entries {
            insert.bind(1, entry.identity)
            insert.bind(2, entry.object)
            try insert.run()
        }
        guard let last = step.last else { return }
        let delete = try db.prepared("DELETE FROM recent_identity WHERE number <= ?")
        delete.bind(1, last)
        try delete.run()
    }
}

extension RecentIdentities.State {
    fileprivate mutating func add(_ entry: RecentIdentities.Entry) {
        byIdentity[entry.identity, default: []].append(entry)
        count += 1
        last = max(last, entry.number)
    }

    fileprivate mutating func remove(_ identity: Int64, _ object: Int64) -> [RecentIdentities.Entry] {
        let gone = (byIdentity[identity] ?? []).filter { $0.object == object }
        for entry in gone { remove(entry) }
        return gone
    }

    private mutating func remove(_ entry: RecentIdentities.Entry) {
        guard var entries = byIdentity[entry.identity], let place = entries.firstIndex(where: { $0.number == entry.number }) else { return }
        entries.remove(at: place)
        byIdentity[entry.identity] = entries.isEmpty ? nil : entries
        count -= 1
    }

    /// The entries to move now, and after the last of them the number up to which all have been moved; nil when there is
    /// nothing to do.
    fileprivate mutating func nextStep() -> (entries: [RecentIdentities.Entry], last: Int64?)? {
        if moving == nil {
            guard count >= 2 * RecentIdentities.entriesPerPass else { return nil }
            let oldest = byIdentity.values.joined().sorted { $0.number < $1.number }.prefix(RecentIdentities.entriesPerPass)
            moving = (
                oldest.sorted { ($0.identity, $0.object) < ($1.identity, $1.object) }, 0, oldest.last?.number ?? 0
            )
        }
        guard let (entries, done, end) = moving else { return nil }
        let next = min(entries.count, done + max(RecentIdentities.entriesPerStep, 2 * added))
        added = 0
        moving = next < entries.count ? (entries, next, end) : nil
        // Some may have been removed meanwhile.
        let step = entries[done..<next].filter { entry in
            byIdentity[entry.identity]?.contains { $0.number == entry.number } ?? false
        }
        guard moving == nil else { return (step, nil) }
        for entry in entries { remove(entry) }
        return (step, end)
    }
}
