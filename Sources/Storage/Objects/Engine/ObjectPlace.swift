package import Documents

/// The number under which an object lies in tables and indexes: numbers ascend as ids do, so that order by number is order by
/// `_id`, which an index over numbers gives for nothing.
///
/// A number has the id's second in its upper half and the beginning of the node in its lower one. Ids of one node and second
/// share that, so each new number lies between those of the two neighbouring ids.
package enum ObjectPlace {
    /// Room left after a neighbour; 2³¹ numbers of a second last for 8 million ids of one node in ascending order.
    private static let step: Int64 = 256

    /// The number for an id between two neighbours; nil when no number is left between them.
    package static func key(for id: ObjectID, after previous: Int64?, before next: Int64?) -> Int64? {
        let ideal = Int64(id.seconds) << 31 | Int64(id.tail >> 33)
        let low = previous ?? -1
        let high = next ?? Int64.max
        if low < ideal, ideal < high { return ideal }
        let room = high &- max(low, -1)
        guard room > 1 else { return nil }
        return ideal <= low ? low &+ min(step, room / 2) : high &- min(step, room / 2)
    }
}
