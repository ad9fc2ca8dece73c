extension JSONView {
    /// The members of an object, each name once: of repeats the last one, at its own place (ruling 17).
    public var distinctMembers: [(name: JSONView, value: JSONView)] {
        let all = Array(members)
        guard all.count > JSONView.comparedPairwise || hasRepeatedName(among: all) else { return all }
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

    /// Whether two names are the same, or one is escaped and would have to be resolved to know.
    private func hasRepeatedName(among members: [(name: JSONView, value: JSONView)]) -> Bool {
        text.bytes.withUnsafeBufferPointer { bytes in
            for (position, member) in members.enumerated() {
                let node = member.name.node
                if node.flags & JSONNode.escaped != 0 { return true }
                let name = UnsafeBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
                for earlier in members[..<position] where JSONView.isEqual(earlier.name.node, of: bytes, to: name) { return true }
            }
            return false
        }
    }
}
