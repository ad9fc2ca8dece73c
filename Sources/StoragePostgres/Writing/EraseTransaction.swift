import Model
import Storage

/// Erases messages with everything derived from them (design decision 24). Statistics stay, which name no address.
struct EraseTransaction {
    private let connection: Connection
    /// Whose counter rows are written.
    private let node: NodeIdentity
    private var counters = CounterDelta()
    private var removed = RemovedContributions()

    init(_ connection: Connection, node: NodeIdentity) {
        self.connection = connection
        self.node = node
    }

    /// Writes everything short of the COMMIT; gives the number of messages gone.
    mutating func run(_ keys: [RecordKey]) throws(StorageError) -> Int {
        try AdvisoryLock.node(NodeIdentities.importNode).takeForTransaction(connection)
        let stored = try StoredContributions(of: keys, connection)
        var sessions: [Int64] = []
        for (key, facts) in stored.facts {
            guard let contributions = stored.contributions[key] else { continue }
            removed.add(contributions, key: key)
            for (position, session) in contributions.sessions.enumerated() {
                sessions.append(key.at(position: position).rawValue)
                counters.addSession(-1, protocol: session.protocol)
            }
            counters.add(-1, to: .messages)
            if facts.error != nil { counters.add(-1, to: .errors, named: facts.channel) }
        }
        let messages = stored.facts.keys.map(\.rawValue)
        for (table, keys) in [
            ("session", sessions), ("activity", sessions), ("foreign_session", sessions), ("raw", messages), ("foreign_id", messages),
        ] {
            try connection.query("DELETE FROM \(table) WHERE key = ANY($1)", .ints(keys.sorted()))
        }
        try removed.deleteRows(connection)
        try removed.write(SharedSums(), counters: &counters, connection)
        try counters.flush(node: node.node, connection)
        return messages.count
    }
}
