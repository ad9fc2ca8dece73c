import Model
import Storage

/// Single numbers of the store, and the nodes that make keys.
enum M001Nodes: Migration {
    static let version = 1
    static let summary = "numbers, nodes"

    static func apply(to connection: Connection) throws(StorageError) {
        try connection.execute(
            """
            CREATE TABLE number(name text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
            INSERT INTO number VALUES('generation', 0);
            -- A node is of the process that holds its advisory lock. The mark is a part of its ids; last_batch makes batches
            -- exactly once.
            CREATE TABLE node(
                node integer PRIMARY KEY, mark bigint NOT NULL, name text COLLATE "C" UNIQUE, claimed timestamptz,
                last_key bigint NOT NULL DEFAULT -1, last_batch bigint NOT NULL DEFAULT 0);
            """)
        try NodeTable.insert(NodeIdentities.importNode, mark: NodeIdentities.newMark(), connection)
    }
}
