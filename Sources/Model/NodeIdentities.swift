public import Documents

/// The identities of a store that has one serving node, and the one that imports write as.
///
/// Imported messages have keys of a node of their own, so that they never meet those of a server that runs meanwhile.
public struct NodeIdentities: Sendable, Hashable {
    /// The number of the node whose keys imported messages get.
    public static let importNode = RecordKey.maximumNodes - 1

    /// The serving node.
    public let live: NodeIdentity
    /// The node of imports.
    public let imported: NodeIdentity

    /// Both identities.
    public init(live: NodeIdentity, imported: NodeIdentity) {
        self.live = live
        self.imported = imported
    }

    /// The id of a key of either node.
    public func id(of key: RecordKey, kind: NodeIdentity.Kind) -> ObjectID {
        (key.node == imported.node ? imported : live).id(of: key, kind: kind)
    }

    /// The key behind an id of either node; nil when it is of neither.
    public func key(of id: ObjectID, kind: NodeIdentity.Kind) -> RecordKey? {
        live.key(of: id, kind: kind) ?? imported.key(of: id, kind: kind)
    }
}
