internal import Documents
internal import GRDB
internal import Model
internal import Storage

extension WriteTransaction {
    /// Adds an event to a dork: `count` sums up, the times span all events (normalization.md 2.4).
    func add(_ event: Contributions.Dork, key: Int64) throws {
        let number = try dorkNumber(event) ?? insertDork(event, key: key)
        let row = try db.prepared("INSERT INTO dork_event VALUES(?, ?, ?, ?, ?)")
        row.bind(1, number)
        row.bind(2, key)
        row.bind(3, event.position)
        row.bind(4, event.time.microseconds)
        row.bind(5, event.count)
        try row.run()
        let sum = try db.prepared(
            """
            UPDATE dork SET count = count + ?1, first_time = min(first_time, ?2), last_time = max(last_time, ?2)
            WHERE number = ?3
            """)
        sum.bind(1, event.count)
        sum.bind(2, event.time.microseconds)
        sum.bind(3, number)
        try sum.run()
        try lowerFirst(DerivedReference(kind: .dork, number: number), key: key, position: event.position)
    }

    /// Takes an event back.
    func remove(_ event: Contributions.Dork, key: Int64) throws {
        guard let number = try dorkNumber(event) else { return }
        let row = try db.prepared("DELETE FROM dork_event WHERE dork = ? AND key = ? AND position = ?")
        row.bind(1, number)
        row.bind(2, key)
        row.bind(3, event.position)
        try row.run()
        let sum = try db.prepared("UPDATE dork SET count = count - ? WHERE number = ?")
        sum.bind(1, event.count)
        sum.bind(2, number)
        try sum.run()
        stale.insert(DerivedReference(kind: .dork, number: number))
    }

    /// Finds the times anew after events were taken back.
    func refreshTimes(ofDork number: Int64) throws {
        let row = try db.prepared(
            """
            UPDATE dork SET first_time = (SELECT min(time) FROM dork_event WHERE dork = ?1),
                last_time = (SELECT max(time) FROM dork_event WHERE dork = ?1)
            WHERE number = ?1
            """)
        row.bind(1, number)
        try row.run()
    }

    private func dorkHash(_ event: Contributions.Dork) -> Int64 {
        Int64(bitPattern: StableHash.hash(event.content, seed: StableHash.hash(event.type, seed: state.seed)))
    }

    private func dorkNumber(_ event: Contributions.Dork) throws -> Int64? {
        let find = try db.prepared("SELECT number, content, type FROM dork WHERE hash = ?")
        find.bind(1, dorkHash(event))
        defer { find.reset() }
        while try find.step() {
            if find.string(1) == event.content, find.string(2) == event.type { return find.int64(0) }
        }
        return nil
    }

    private func insertDork(_ event: Contributions.Dork, key: Int64) throws -> Int64 {
        let row = try db.prepared(
            """
            INSERT INTO dork(id, first_key, first_position, hash, content, type, count, first_time, last_time)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?7)
            """)
        row.bind(1, blob: DerivedKind.dork.id(key: key, position: event.position, seed: state.seed).bytes)
        row.bind(2, key)
        row.bind(3, event.position)
        row.bind(4, dorkHash(event))
        row.bind(5, event.content)
        row.bind(6, event.type)
        row.bind(7, event.time.microseconds)
        try row.run()
        counters.add(1, to: .dorks)
        return db.lastInsertedRowID
    }
}
