import Model
import Storage

/// Gives this process a node number of its own: the number whose advisory lock its writing connection holds.
struct NodeClaim {
    let connection: Connection
    let options: PostgresOptions

    private struct Candidate {
        var node: Int
        var name: String?
    }

    /// Claims a number for the first time in this process; throws `unavailable` when its earlier number is still held by a
    /// living process, or when all are.
    func claim() throws(StorageError) -> NodeIdentity {
        let rows = try connection.query(
            "SELECT node, name FROM node WHERE node <> $1 ORDER BY claimed NULLS FIRST, node", .number(NodeIdentities.importNode)
        ).map { Candidate(node: $0.int(0), name: $0.optionalString(1)) }
        if let name = options.nodeName, let mine = rows.first(where: { $0.name == name }) {
            guard try wait(for: mine.node) else {
                throw StorageError(
                    .unavailable, "\(connection.info.label): node \(mine.node) of this process is held by another process")
            }
            return try settle(mine.node)
        }
        // Numbers that were never used, or that no name stands for; at last those whose process has been gone the longest.
        let known = Set(rows.map(\.node))
        let unused = (0..<NodeIdentities.importNode).filter { !known.contains($0) }
        let nameless = rows.filter { $0.name == nil }.map(\.node).sorted()
        let named = rows.filter { $0.name != nil }.map(\.node)
        for node in nameless + unused + named where try AdvisoryLock.node(node).tryTake(connection) {
            return try settle(node)
        }
        throw StorageError(.unavailable, "\(connection.info.label): all \(NodeIdentities.importNode) node numbers are in use")
    }

    /// Takes the lock again on a new connection after the earlier one was lost.
    func reclaim(_ node: Int, lostProcess: Int32?) throws(StorageError) {
        if let lostProcess { try AdvisoryLock.node(node).endHolder(process: lostProcess, connection) }
        guard try wait(for: node) else {
            throw StorageError(.unavailable, "\(connection.info.label): node \(node) of this process is held by another process")
        }
    }

    private func wait(for node: Int) throws(StorageError) -> Bool {
        let end = ContinuousClock.now + .seconds(options.lockSeconds)
        while try !AdvisoryLock.node(node).tryTake(connection) {
            guard ContinuousClock.now < end else { return false }
            try connection.query("SELECT pg_sleep(0.1)")
        }
        return true
    }

    private func settle(_ node: Int) throws(StorageError) -> NodeIdentity {
        try connection.transaction { () throws(StorageError) in
            try connection.query(
                "INSERT INTO node(node, mark) VALUES($1, $2) ON CONFLICT (node) DO NOTHING", .number(node),
                .int(Int64(bitPattern: NodeIdentities.newMark())))
            let row = try connection.query(
                "UPDATE node SET name = coalesce($2, name), claimed = now() WHERE node = $1 RETURNING mark", .number(node),
                .text(options.nodeName)
            ).first
            guard let row else {
                throw StorageError(.corrupt, "\(connection.info.label): the row of node \(node) is missing")
            }
            return NodeIdentity(node: node, mark: UInt64(bitPattern: row.int64(0)))
        }
    }
}
