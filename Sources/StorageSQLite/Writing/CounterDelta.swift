internal import GRDB

/// What a row of the table `counter` counts.
enum CounterKind: Int64, CaseIterable {
    case messages = 1
    case sessions = 2
    case urls = 3
    case files = 4
    case dorks = 5
    /// Files by content guess.
    case contentGuess = 6
    /// Messages in error by channel.
    case errors = 7
}

/// Changes of counters in one transaction, summed.
struct CounterDelta {
    private struct Key: Hashable {
        var kind: CounterKind
        var name: String
    }

    private struct SessionKey: Hashable {
        var segment: Int64
        var name: String?
    }

    private var sessions: [SessionKey: Int] = [:]
    private var totals = [Int](repeating: 0, count: CounterKind.allCases.count + 1)
    private var named: [Key: Int] = [:]

    mutating func add(_ count: Int, to kind: CounterKind) {
        totals[Int(kind.rawValue)] += count
    }

    mutating func add(_ count: Int, to kind: CounterKind, named name: String) {
        named[Key(kind: kind, name: name), default: 0] += count
    }

    mutating func addSession(_ count: Int, protocol name: String?, segment: Int64) {
        add(count, to: .sessions)
        sessions[SessionKey(segment: segment, name: name), default: 0] += count
    }

    func flush(to db: Database) throws {
        let add = try db.prepared(
            "INSERT INTO counter VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value")
        func write(_ kind: CounterKind, _ name: String, _ count: Int) throws {
            guard count != 0 else { return }
            add.bind(1, kind.rawValue)
            add.bind(2, name)
            add.bind(3, count)
            try add.run()
        }
        for kind in CounterKind.allCases { try write(kind, "", totals[Int(kind.rawValue)]) }
        for (key, count) in named { try write(key.kind, key.name, count) }
        try flushSessions(to: db)
    }

    private func flushSessions(to db: Database) throws {
        let add = try db.prepared(
            "INSERT INTO segment_protocol VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        for (key, count) in sessions where count != 0 {
            add.bind(1, key.segment)
            add.bind(2, key.name == nil ? 0 : 1)
            add.bind(3, key.name ?? "")
            add.bind(4, count)
            try add.run()
        }
    }
}
