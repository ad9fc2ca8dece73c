import Documents
import Model
import Storage

/// Replaces what was derived from stored messages (design decision 10). Only what differs is written, so that a
/// renormalisation that changes nothing writes next to nothing.
struct ReplaceTransaction {
    private let connection: Connection
    /// Whose counter rows are written: those of imports, under their lock, so that commands need no node of their own.
    private let node: NodeIdentity
    private var rows = ObservationRows()
    private var sums = SharedSums()
    private var counters = CounterDelta()
    private var lags: DayLags
    private var staleSessions: [Int64] = []
    private var changedMessages: [(key: RecordKey, sessions: Int, error: (reason: String, time: Timestamp)?)] = []
    private var removed = RemovedContributions()

    init(_ connection: Connection, node: NodeIdentity, days: [Int64: DayPartition]) {
        self.connection = connection
        self.node = node
        lags = DayLags(known: days)
    }

    /// Days whose lags grew.
    var widened: [DayPartition] { lags.widened }

    /// Writes everything short of the COMMIT.
    mutating func run(_ messages: [NormalizedMessage]) throws(StorageError) {
        try AdvisoryLock.node(NodeIdentities.importNode).takeForTransaction(connection)
        let stored = try StoredContributions(of: messages.map(\.key), connection)
        var last: [RecordKey: NormalizedMessage] = [:]
        for message in messages { last[message.key] = message }
        for (key, message) in last {
            guard let facts = stored.facts[key], let old = stored.contributions[key] else { continue }
            replace(key, facts, old, with: StoredOutcome(message))
        }
        try deleteSessions()
        try removed.deleteRows(connection)
        try updateMessages()
        try rows.copy(connection)
        try lags.flush(connection)
        try removed.write(sums, counters: &counters, connection)
        try counters.flush(node: node.node, connection)
    }

    private mutating func replace(
        _ key: RecordKey, _ facts: StoredContributions.Facts, _ old: Contributions, with outcome: StoredOutcome
    ) {
        let new = outcome.contributions
        if old.sessions != new.sessions { replaceSessions(key, ident: facts.ident, old.sessions, with: new.sessions) }
        removed.add(old.without(new), key: key)
        let added = new.without(old)
        rows.add(added, key: key, received: facts.received)
        sums.add(added, key: key, received: facts.received)
        if facts.error != nil { counters.add(-1, to: .errors, named: facts.channel) }
        if outcome.error != nil { counters.add(1, to: .errors, named: facts.channel) }
        let isSameError = facts.error == outcome.error?.reason && facts.errorTime == outcome.error?.time
        if !isSameError || facts.sessions != new.sessions.count {
            changedMessages.append((key, new.sessions.count, outcome.error))
        }
    }

    private mutating func replaceSessions(_ key: RecordKey, ident: String, _ old: [Session], with new: [Session]) {
        for (position, session) in old.enumerated() {
            staleSessions.append(key.at(position: position).rawValue)
            counters.addSession(-1, protocol: session.protocol)
        }
        for (position, session) in new.enumerated() {
            rows.add(session, ident: ident, key: key.at(position: position))
            counters.addSession(1, protocol: session.protocol)
            lags.coverSession(session.timestamp, key: key)
        }
    }

    private func deleteSessions() throws(StorageError) {
        guard !staleSessions.isEmpty else { return }
        for table in ["session", "activity"] {
            try connection.query("DELETE FROM \(table) WHERE key = ANY($1)", .ints(staleSessions.sorted()))
        }
    }

    private func updateMessages() throws(StorageError) {
        guard !changedMessages.isEmpty else { return }
        let keys = changedMessages.map(\.key.rawValue)
        // The bounds let the planner leave partitions out.
        try connection.query(
            """
            UPDATE raw SET session_count = new.sessions, error = new.error, error_time = new.error_time
            FROM unnest($1::int8[], $2::int8[], $3::text[], $4::int8[]) AS new(key, sessions, error, error_time)
            WHERE raw.key = new.key AND raw.key BETWEEN $5 AND $6
            """,
            .ints(keys), .numbers(changedMessages.map(\.sessions)), .optionalTexts(changedMessages.map { $0.error?.reason }),
            .optionalInts(changedMessages.map { $0.error?.time.microseconds }), .int(keys.min()), .int(keys.max()))
    }
}
