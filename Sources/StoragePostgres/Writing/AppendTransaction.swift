import Documents
import Model
import Storage

/// Stores one batch: raw messages, what was derived from them, and all counters (design decision 8).
struct AppendTransaction {
    private let connection: Connection
    /// Whose counter rows are written.
    private let node: NodeIdentity
    private var rows = ObservationRows()
    private var sums = SharedSums()
    private var counters = CounterDelta()
    private var statistics = StatisticsDelta()
    private var lags: DayLags
    private var lastKey: Int64 = -1
    private var foreign: [(id: ObjectID, key: RecordKey)] = []

    init(_ connection: Connection, node: NodeIdentity, days: [Int64: DayPartition]) {
        self.connection = connection
        self.node = node
        lags = DayLags(known: days)
    }

    /// Whether a batch needs a node of this process: all but imports do.
    static func needsNode(_ batch: IngestBatch) -> Bool {
        batch.sequence != nil
            || batch.messages.contains { $0.importDigest == nil || $0.key.node != NodeIdentities.importNode }
    }

    /// Days of the keys of a batch; an imported message may get a key some seconds later.
    static func days(of batch: IngestBatch) -> Set<Int64> {
        var seconds = Set(batch.messages.map(\.key.seconds))
        for message in batch.messages where message.importDigest != nil { seconds.insert(message.key.seconds &+ 60) }
        return Set(seconds.map { DayPartition.low(ofSecond: $0) })
    }

    /// Days whose lags grew.
    var widened: [DayPartition] { lags.widened }

    /// Writes everything short of the COMMIT; nil when the batch was committed before.
    mutating func run(_ batch: IngestBatch) throws(StorageError) -> IngestResult? {
        if let sequence = batch.sequence, try !advance(to: sequence) { return nil }
        let fresh = try withKeys(batch.messages)
        for message in fresh { try add(message) }
        try rows.copy(connection)
        for (id, key) in foreign {
            try connection.query("INSERT INTO foreign_id(id, key) VALUES($1, $2)", .bytes(id.bytes), .int(key.rawValue))
        }
        try statistics.flush(node: node.node, connection)
        if lastKey >= 0 {
            try connection.query(
                "UPDATE node SET last_key = greatest(last_key, $2) WHERE node = $1", .number(node.node), .int(lastKey))
        }
        try lags.flush(connection)
        try sums.flush(counters: &counters, connection)
        try counters.flush(node: node.node, connection)
        return IngestResult(stored: fresh.count, skipped: batch.messages.count - fresh.count)
    }

    /// False when this or a later batch was committed. An earlier connection whose COMMIT is under way holds the row, so
    /// this waits until that has come out.
    private func advance(to sequence: Int64) throws(StorageError) -> Bool {
        try connection.query(
            "UPDATE node SET last_batch = $2 WHERE node = $1 AND last_batch < $2", .number(node.node), .int(sequence)
        ).changes > 0
    }

    /// Leaves out lines that were imported before, and gives the others their keys.
    private func withKeys(_ messages: [NormalizedMessage]) throws(StorageError) -> [NormalizedMessage] {
        let imported = messages.filter { $0.importDigest != nil }
        guard !imported.isEmpty else { return messages }
        try AdvisoryLock.node(NodeIdentities.importNode).takeForTransaction(connection)
        let inserted = try connection.query(
            "INSERT INTO import_digest(digest) SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING RETURNING digest",
            .blobs(imported.compactMap(\.importDigest)))
        var unknown = Set(inserted.map { $0.bytes(0) })
        var fresh = messages.filter { message in message.importDigest.map { unknown.remove($0) != nil } ?? true }
        var keys = try ImportKeys(fresh.filter { $0.importDigest != nil }.map(\.key), connection)
        for index in fresh.indices where fresh[index].importDigest != nil {
            fresh[index].key = try keys.key(for: fresh[index].key)
        }
        return fresh
    }

    private mutating func add(_ entry: NormalizedMessage) throws(StorageError) {
        let key = entry.key
        let isOurs = key.node == node.node || entry.importDigest != nil && key.node == NodeIdentities.importNode
        guard key.rawValue >= 0, key.position == 0, isOurs else {
            throw StorageError(.invalid, "key \(key.rawValue) is none of a message of node \(node.node)")
        }
        let message = entry.message
        let outcome = StoredOutcome(entry)
        let sessions = outcome.contributions.sessions
        rows.add(message, key: key, sessions: sessions.count, error: outcome.error)
        for (position, session) in sessions.enumerated() {
            rows.add(session, ident: message.ident, key: key.at(position: position))
            counters.addSession(1, protocol: session.protocol)
            lags.coverSession(session.timestamp, key: key)
        }
        rows.add(outcome.contributions, key: key, received: message.received)
        sums.add(outcome.contributions, key: key, received: message.received)
        statistics.count(message, counters: &counters)
        if outcome.error != nil { counters.add(1, to: .errors, named: message.channel) }
        lags.coverReceipt(message.received, key: key)
        if key.node == node.node { lastKey = max(lastKey, key.rawValue) }
        if let id = entry.foreignID { foreign.append((id, key)) }
    }
}

extension ObservationRows {
    /// What a message contributes to shared documents.
    mutating func add(_ contributions: Contributions, key: RecordKey, received: Timestamp) {
        for url in contributions.urls { add(url, key: key, received: received) }
        for file in contributions.files { add(file, key: key) }
        for dork in contributions.dorks { add(dork, key: key) }
        for event in contributions.metadata { add(event, key: key) }
    }
}
