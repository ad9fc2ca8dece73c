import Model
import Storage

/// Rows of the table of nodes.
enum NodeTable {
    static func insert(_ node: Int, mark: UInt64, name: String? = nil, _ connection: Connection) throws(StorageError) {
        try connection.query(
            "INSERT INTO node(node, mark, name) VALUES($1, $2, $3)", .number(node), .int(Int64(bitPattern: mark)), .text(name))
    }

    static func identities(_ connection: Connection) throws(StorageError) -> [NodeIdentity] {
        try connection.query("SELECT node, mark FROM node ORDER BY node").map { row in
            NodeIdentity(node: row.int(0), mark: UInt64(bitPattern: row.int64(1)))
        }
    }

    /// The highest key and the number of the last batch of a node.
    static func progress(of node: Int, _ connection: Connection) throws(StorageError) -> (lastKey: Int64, lastBatch: Int64) {
        guard let row = try connection.query("SELECT last_key, last_batch FROM node WHERE node = $1", .number(node)).first else {
            throw StorageError(.corrupt, "\(connection.info.label): the row of node \(node) is missing")
        }
        return (row.int64(0), row.int64(1))
    }
}
