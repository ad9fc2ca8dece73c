public import Documents

/// The row key of an observation: order by key is order of receipt (design decision 9).
///
/// Packed as 32 bits of Unix seconds, 20 of a counter within the second, 4 of the position inside one message, and 7 of
/// the node. A raw message stands at position 0; the sessions made from it at positions 0 to 15, so a session's key gives
/// its raw record.
public struct RecordKey: Hashable, Comparable, Sendable {
    /// The packed value, never negative.
    public let rawValue: Int64

    /// Sessions that one message may give.
    public static let positionsPerMessage = 16
    /// Messages a node can take in one second before it borrows from the next.
    public static let countersPerSecond = 1 << 20
    /// Nodes of one store.
    public static let maximumNodes = 128

    /// A key from its packed value.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// A key from its parts, each cut to its width.
    public init(seconds: UInt32, counter: Int, position: Int = 0, node: Int) {
        let packed =
            UInt64(seconds) << 31 | UInt64(counter & 0xFFFFF) << 11
            | UInt64(position & 0xF) << 7 | UInt64(node & 0x7F)
        rawValue = Int64(bitPattern: packed & 0x7FFF_FFFF_FFFF_FFFF)
    }

    /// Unix seconds.
    public var seconds: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 31) }
    /// Number within the second.
    public var counter: Int { Int(rawValue >> 11 & 0xFFFFF) }
    /// Position inside the message.
    public var position: Int { Int(rawValue >> 7 & 0xF) }
    /// The node that received the message.
    public var node: Int { Int(rawValue & 0x7F) }

    /// The key of the raw message.
    public var message: RecordKey { RecordKey(rawValue: rawValue & ~0x780) }

    /// The key at a position inside the same message.
    public func at(position: Int) -> RecordKey {
        RecordKey(rawValue: rawValue & ~0x780 | Int64(position & 0xF) << 7)
    }

    /// Order of receipt.
    public static func < (left: RecordKey, right: RecordKey) -> Bool { left.rawValue < right.rawValue }
}

/// Turns keys of one node into the ids that clients see, and back.
///
/// The five bytes of a node's part are random, chosen once for each node of a store (ruling 16). Their top bit tells raw
/// messages (0) from sessions (1), so that the two never share an id.
public struct NodeIdentity: Sendable, Hashable {
    /// Number of the node in the store, 0 to 127.
    public let node: Int
    /// 39 random bits.
    public let mark: UInt64

    /// What an id names.
    public enum Kind: UInt64, Sendable {
        case message = 0
        case session = 1
    }

    /// An identity; the mark is cut to 39 bits.
    public init(node: Int, mark: UInt64) {
        self.node = node
        self.mark = mark & 0x7F_FFFF_FFFF
    }

    /// The id of a key of this node.
    public func id(of key: RecordKey, kind: Kind) -> ObjectID {
        let middle = kind.rawValue << 39 | mark
        return ObjectID(seconds: key.seconds, tail: middle << 24 | UInt64(key.counter) << 4 | UInt64(key.position))
    }

    /// The key behind an id, nil when it is not one of this node and kind.
    public func key(of id: ObjectID, kind: Kind) -> RecordKey? {
        guard id.tail >> 24 == kind.rawValue << 39 | mark else { return nil }
        let low = Int(id.tail & 0xFF_FFFF)
        return RecordKey(seconds: id.seconds, counter: low >> 4, position: low & 0xF, node: node)
    }
}
