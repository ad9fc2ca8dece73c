extension JSONView {
    /// The members of an object, each name once: of repeats the last one, at its own place (ruling 17).
    public var distinctMembers: [(name: JSONView, value: JSONView)] {
        let all = Array(members)
        guard mayRepeatNames else { return all }
        var seen = Set<[UInt8]>(minimumCapacity: all.count)
        var kept: [(name: JSONView, value: JSONView)] = []
        kept.reserveCapacity(all.count)
        // Names as bytes: strings would count canonically equivalent names as one.
        for member in all.reversed() where seen.insert(member.name.stringBytes ?? []).inserted { kept.append(member) }
        kept.reverse()
        return kept
    }

    /// Up to this many members it is cheaper to compare each pair of names than to hash them.
    private static let comparedPairwise = 32

    /// Whether two names of an object are the same, or it would take resolving or hashing them to know: one is escaped, or
    /// they are many.
    var mayRepeatNames: Bool {
        text.nodes.withUnsafeBufferPointer { nodes in
            text.bytes.withUnsafeBufferPointer { bytes in
                guard nodes[index].kind == .object else { return false }
                let end = Int(nodes[index].next)
                var count = 0
                var key = index &+ 1
                while key < end {
                    let node = nodes[key]
                    guard node.flags & JSONNode.escaped == 0, count < JSONView.comparedPairwise else { return true }
                    let name = UnsafeBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
                    var earlier = index &+ 1
                    while earlier < key {
                        if JSONView.isEqual(nodes[earlier], of: bytes, to: name) { return true }
                        earlier = JSONView.following(earlier &+ 1, in: nodes)
                    }
                    count &+= 1
                    key = JSONView.following(key &+ 1, in: nodes)
                }
                return false
            }
        }
    }
}
