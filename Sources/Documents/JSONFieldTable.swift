/// Members of an object that a reader knows by name: the cases of an enumeration, called as the members are and numbered
/// from 0. At most 16.
public protocol JSONField: RawRepresentable<Int>, CaseIterable, Sendable {}

/// Finds all members of one kind of object in one walk over it.
public struct JSONFieldTable<Field: JSONField>: Sendable {
    @usableFromInline let names = JSONFieldNames(Field.allCases.map { "\($0)" })

    /// The table of all fields.
    public init() {}

    /// The members of an object; none when the value is anything else.
    @inlinable
    public func fields(of object: JSONView) -> JSONFields<Field> {
        JSONFields(text: object.text, places: names.places(in: object))
    }
}

/// The members that a table found in one object.
public struct JSONFields<Field: JSONField>: Sendable {
    @usableFromInline let text: JSONText
    /// Index of each field's value; 0, which is the outermost value's, where there is none.
    @usableFromInline let places: SIMD16<UInt32>

    @inlinable @inline(__always)
    init(text: JSONText, places: SIMD16<UInt32>) {
        self.text = text
        self.places = places
    }

    /// The member of that name; of several the last. Nil when it is missing.
    @inlinable @inline(__always)
    public subscript(_ field: Field) -> JSONView? {
        let place = places[field.rawValue]
        return place == 0 ? nil : JSONView(text: text, index: Int(place))
    }
}

/// Up to 16 names, in 32 baskets by length and first byte.
@usableFromInline
struct JSONFieldNames: Sendable {
    /// The names one after the other.
    private var bytes: [UInt8] = []
    /// Where each name begins in ``bytes``, and at last where they end.
    private var bounds: [Int] = [0]
    /// The positions of the names in each basket, as bits.
    private var baskets = [UInt16](repeating: 0, count: 32)

    init(_ names: [String]) {
        for (position, name) in names.prefix(SIMD16<UInt32>.scalarCount).enumerated() {
            bytes.append(contentsOf: name.utf8)
            bounds.append(bytes.count)
            let label = JSONNode.label(count: name.utf8.count, first: name.utf8.first ?? UInt8(ascii: "\""))
            baskets[JSONFieldNames.basket(label)] |= 1 << UInt16(position)
        }
    }

    @inline(__always)
    private static func basket(_ label: UInt16) -> Int {
        Int((label >> 8) &* 5 ^ label) & 31
    }

    /// Index of the value of each name, 0 where there is none: a value has a name before it, so that it's never the first node.
    @usableFromInline
    func places(in object: JSONView) -> SIMD16<UInt32> {
        // Written one by one in memory: a vector would be written anew as a whole.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: SIMD16<UInt32>.scalarCount) { places in
            places.initialize(repeating: 0)
            object.text.nodes.withUnsafeBufferPointer { nodes in
                object.text.bytes.withUnsafeBufferPointer { text in find(in: object.index, nodes, text, places) }
            }
            return UnsafeRawBufferPointer(places).loadUnaligned(as: SIMD16<UInt32>.self)
        }
    }

    @inline(__always)
    private func find(
        in object: Int, _ nodes: UnsafeBufferPointer<JSONNode>, _ text: UnsafeBufferPointer<UInt8>,
        _ places: UnsafeMutableBufferPointer<UInt32>
    ) {
        guard nodes[object].kind == .object else { return }
        let end = Int(nodes[object].next)
        var key = object &+ 1
        while key < end {
            let node = nodes[key]
            // An escaped name may be any.
            var candidates = node.flags & JSONNode.escaped == 0 ? baskets[JSONFieldNames.basket(node.label)] : UInt16.max
            while candidates != 0 {
                let position = candidates.trailingZeroBitCount
                candidates &= candidates &- 1
                guard position &+ 1 < bounds.count else { break }
                let isFound = bytes[bounds[position]..<bounds[position &+ 1]].withUnsafeBufferPointer { name in
                    JSONView.isEqual(node, of: text, to: name)
                }
                // A position is below 16, the number of names.
                if isFound { places[position] = UInt32(truncatingIfNeeded: key &+ 1) }
            }
            key = JSONView.following(key &+ 1, in: nodes)
        }
    }
}
