internal import GRDB
internal import Model

/// One transaction of the writer, with the statements and sums of the commands in it. Lives on the writer's thread only.
final class WriteTransaction {
    let db: Database
    var state: WriterState
    var statistics = StatisticsDelta()
    var counters = CounterDelta()
    var tokens: FilterTokens
    var objects = ObjectChanges()
    var isNodeChanged = false
    private var statements: [Int64: SegmentStatements] = [:]
    private var latest: (segment: Int64, statements: SegmentStatements)?
    /// Documents whose first mention or sum has to be found anew.
    var stale: Set<DerivedReference> = []

    init(_ db: Database, state: WriterState) {
        self.db = db
        self.state = state
        tokens = FilterTokens(seed: state.seed)
    }

    /// Statements on the tables of a segment.
    func statements(for segment: Segment) throws -> SegmentStatements {
        if let latest, latest.segment == segment.id { return latest.statements }
        let found = try statements[segment.id] ?? SegmentStatements(db, segment)
        statements[segment.id] = found
        latest = (segment.id, found)
        return found
    }

    /// The number of a channel or ident, made when it is new.
    func number(ofName name: String) throws -> Int64 {
        if let known = state.names[name] { return known }
        let find = try db.prepared("SELECT id FROM name WHERE name = ?")
        find.bind(1, name)
        let found = try find.step() ? find.int64(0) : nil
        find.reset()
        let number: Int64
        if let found {
            number = found
        } else {
            let insert = try db.prepared("INSERT INTO name(name) VALUES(?)")
            insert.bind(1, name)
            try insert.run()
            number = db.lastInsertedRowID
        }
        if state.names.count >= WriterState.maximumNames { state.names.removeAll() }
        state.names[name] = number
        return number
    }

    /// Natural keys of the latest objects.
    func identities() throws -> RecentIdentities {
        if let known = state.identities { return known }
        let read = try RecentIdentities(db)
        state.identities = read
        return read
    }

    /// Writes the sums; the last thing before the commit.
    func finish() throws {
        try refreshStale()
        try statistics.flush(to: db)
        try counters.flush(to: db)
        try objects.flush(to: db)
        try state.identities?.moveStep(db)
        try state.catalog.flush(to: db)
        if isNodeChanged { try state.node.save(to: db) }
    }
}

/// Statements that write into one segment.
final class SegmentStatements {
    let raw: PreparedStatement
    let session: PreparedStatement
    let activity: PreparedStatement
    let index: PreparedStatement
    let unindex: PreparedStatement

    init(_ db: Database, _ segment: Segment) throws {
        raw = try db.prepared("INSERT INTO \(segment.raw)(key, channel, ident, received, payload) VALUES(?, ?, ?, ?, ?)")
        session = try db.prepared(
            """
            INSERT INTO \(segment.session)(
                key, time, ident, honeypot, protocol, source_ip, source_port, destination_ip, destination_port, details)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        activity = try db.prepared("INSERT INTO \(segment.activity)(key, position, kind, value) VALUES(?, ?, ?, ?)")
        index = try db.prepared("INSERT INTO \(segment.index)(rowid, t) VALUES(?, ?)")
        unindex = try db.prepared("INSERT INTO \(segment.index)(\(segment.index), rowid, t) VALUES('delete', ?, ?)")
    }
}
