/// The nodes of a text in text order.
///
/// Unlike an array it's had without filling its room first and without looking up the metadata of a generic type, which
/// together were a tenth of a short text's time.
@usableFromInline
struct JSONNodeList: @unchecked Sendable {
    // Sendable, because a scanner writes nodes only while it alone holds the list; afterwards all just read.
    @usableFromInline let storage: ManagedBuffer<Int, JSONNode>

    /// Room for as many nodes, none of which is there yet.
    init(capacity: Int) {
        storage = JSONNodeStorage.create(minimumCapacity: capacity) { _ in capacity }
    }

    /// The first nodes in a list with twice the room.
    func doubled(keeping count: Int) -> JSONNodeList {
        let larger = JSONNodeList(capacity: storage.header &* 2)
        storage.withUnsafeMutablePointerToElements { old in
            larger.storage.withUnsafeMutablePointerToElements { $0.initialize(from: old, count: count) }
        }
        return larger
    }

    /// A node that a scanner has written: the root or one whose index another holds.
    @inlinable @inline(__always)
    subscript(_ index: Int) -> JSONNode {
        storage.withUnsafeMutablePointerToElements { $0[index] }
    }

    @inline(__always)
    func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<JSONNode>) -> Result) -> Result {
        storage.withUnsafeMutablePointers { body(UnsafeBufferPointer(start: $1, count: $0.pointee)) }
    }

    @inline(__always)
    func withUnsafeMutableBufferPointer<Result>(_ body: (UnsafeMutableBufferPointer<JSONNode>) -> Result) -> Result {
        storage.withUnsafeMutablePointers { body(UnsafeMutableBufferPointer(start: $1, count: $0.pointee)) }
    }
}

/// The header is the capacity. Nodes are trivial, so that nothing is to be done when it goes.
private final class JSONNodeStorage: ManagedBuffer<Int, JSONNode> {}
