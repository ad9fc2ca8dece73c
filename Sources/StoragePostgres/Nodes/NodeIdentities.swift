import Documents
import Model
import Storage
import Synchronization

/// The marks of all nodes of the store, by which ids and keys are turned into one another.
final class NodeIdentities: Sendable {
    /// The node of imported messages, which no process claims.
    static let importNode = RecordKey.maximumNodes - 1

    private let known: Mutex<[Int: NodeIdentity]>

    init(_ identities: [NodeIdentity]) {
        known = Mutex(NodeIdentities.byNode(identities))
    }

    private static func byNode(_ identities: [NodeIdentity]) -> [Int: NodeIdentity] {
        Dictionary(identities.map { ($0.node, $0) }) { first, _ in first }
    }

    /// 39 random bits.
    static func newMark() -> UInt64 { UInt64.random(in: 0...0x7F_FFFF_FFFF) }

    var importIdentity: NodeIdentity {
        known.withLock { $0[NodeIdentities.importNode] } ?? NodeIdentity(node: NodeIdentities.importNode, mark: 0)
    }

    /// The identities as they are when a slice is read, with those of nodes that came since.
    func snapshot(_ connection: Connection, covering nodes: some Sequence<Int> = []) throws(StorageError) -> NodeMarks {
        var marks = NodeMarks(byNode: known.withLock { $0 })
        if nodes.contains(where: { marks.byNode[$0] == nil }) { marks = try reload(connection) }
        return marks
    }

    /// Reads the identities of all nodes anew.
    func reload(_ connection: Connection) throws(StorageError) -> NodeMarks {
        let found = NodeIdentities.byNode(try NodeTable.identities(connection))
        known.withLock { $0 = found }
        return NodeMarks(byNode: found)
    }
}

/// Marks of nodes at one time.
struct NodeMarks {
    let byNode: [Int: NodeIdentity]

    /// The id of a key; a node that is not known has no rows.
    func id(of key: RecordKey, kind: NodeIdentity.Kind) -> ObjectID {
        let identity = byNode[key.node] ?? NodeIdentity(node: key.node, mark: 0)
        return identity.id(of: key, kind: kind)
    }

    /// The key behind an id; nil when no node made it.
    func key(of id: ObjectID, kind: NodeIdentity.Kind) -> RecordKey? {
        for identity in byNode.values {
            if let key = identity.key(of: id, kind: kind) { return key }
        }
        return nil
    }
}
