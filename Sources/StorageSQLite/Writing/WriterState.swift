internal import GRDB
internal import Model

/// What the writing connection remembers between groups; good as long as no other connection has committed.
struct WriterState: Sendable {
    var names: [String: Int64] = [:]
    var catalog: SegmentCatalog
    /// How long messages are kept, by the number of their channel.
    private var periods: [Int64: RetentionPeriod] = [:]
    private var policy: RetentionPolicy
    var node: NodeRow
    var seed: UInt64
    /// Natural keys that are not in the sorted table yet; read when they are needed first.
    var identities: RecentIdentities?
    /// The last counter given to an imported message, by second.
    var importCounters: [UInt32: Int] = [:]
    /// SQLite's `data_version` at which this was read.
    var dataVersion: Int64

    /// Names remembered; there are few, but idents of imported lines are anybody's.
    static let maximumNames = 10_000
    /// Seconds remembered in `importCounters`; others are looked up again.
    static let maximumImportSeconds = 4_096

    init(_ db: Database, options: SQLiteOptions, dataVersion: Int64) throws {
        catalog = SegmentCatalog(segments: try SegmentTable.load(db), rowsPerSegment: options.segmentRows)
        policy = try WriterState.policy(db)
        node = try NodeRow(db)
        seed = try StoreNumbers.seed(db)
        self.dataVersion = dataVersion
    }

    /// How long messages of a channel are kept.
    mutating func period(ofChannel number: Int64, _ name: String) -> RetentionPeriod {
        if let known = periods[number] { return known }
        if periods.count >= WriterState.maximumNames { periods.removeAll() }
        let period = policy.period(of: name)
        periods[number] = period
        return period
    }

    /// Reads the periods anew after a change of settings.
    mutating func reloadPolicy(_ db: Database) throws {
        policy = try WriterState.policy(db)
        periods.removeAll()
    }

    private static func policy(_ db: Database) throws -> RetentionPolicy {
        let rows = try db.prepared("SELECT key, value FROM setting")
        defer { rows.reset() }
        var settings: [String: String] = [:]
        while try rows.step() { settings[rows.string(0)] = rows.string(1) }
        return RetentionPolicy(settings: settings)
    }
}

/// The row of this process's node.
struct NodeRow: Sendable {
    var identity: NodeIdentity
    /// -1 while there is no message.
    var lastKey: Int64
    var lastBatch: Int64

    init(_ db: Database, node: Int = 0) throws {
        let row = try db.prepared("SELECT node, mark, last_key, last_batch FROM node WHERE node = ?")
        row.bind(1, node)
        defer { row.reset() }
        guard try row.step() else { throw SQLiteFailure(code: 11, message: "the row of the node is missing") }
        identity = NodeIdentity(node: row.int(0), mark: UInt64(bitPattern: row.int64(1)))
        lastKey = row.int64(2)
        lastBatch = row.int64(3)
    }

    func save(to db: Database) throws {
        let row = try db.prepared("UPDATE node SET last_key = ?, last_batch = ? WHERE node = ?")
        row.bind(1, lastKey)
        row.bind(2, lastBatch)
        row.bind(3, identity.node)
        try row.run()
    }
}

/// Single numbers that the store keeps.
enum StoreNumbers {
    static func seed(_ db: Database) throws -> UInt64 { UInt64(bitPattern: try value("seed", db)) }

    static func generation(_ db: Database) throws -> Int64 { try value("generation", db) }

    static func advanceGeneration(_ db: Database) throws {
        try db.prepared("UPDATE number SET value = value + 1 WHERE name = 'generation'").run()
    }

    /// Moves with each commit that changes an object.
    static func objectGeneration(_ db: Database) throws -> Int64 { try value("object_generation", db) }

    static func advanceObjectGeneration(_ db: Database) throws {
        try db.prepared("UPDATE number SET value = value + 1 WHERE name = 'object_generation'").run()
    }

    private static func value(_ name: String, _ db: Database) throws -> Int64 {
        let row = try db.prepared("SELECT value FROM number WHERE name = ?")
        row.bind(1, name)
        defer { row.reset() }
        return try row.step() ? row.int64(0) : 0
    }
}
