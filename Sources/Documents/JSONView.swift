/// A value inside a ``JSONText``, read on demand.
public struct JSONView: Sendable {
    @usableFromInline let text: JSONText
    @usableFromInline let index: Int

    @inlinable @inline(__always)
    init(text: JSONText, index: Int) {
        self.text = text
        self.index = index
    }

    @inlinable @inline(__always)
    var node: JSONNode { text.nodes[index] }

    /// What the value is.
    @inlinable @inline(__always)
    public var kind: JSONKind { node.kind }

    /// Whether this is `null`.
    @inlinable @inline(__always)
    public var isNull: Bool { node.kind == .null }

    /// The value as it stands in the text (a string without its quotes and still escaped).
    @inlinable
    public var rawBytes: ArraySlice<UInt8> {
        let node = node
        return text.bytes[Int(node.start)..<Int(node.end)]
    }

    /// The text of a string, escapes resolved and lone surrogates turned into U+FFFD; nil when this is no string.
    public var string: String? { text.string(at: index) }

    /// Gives the text if this is a string, or of an array each element that is one, until the body returns false.
    public func forEachString(_ body: (String) -> Bool) {
        let node = node
        guard node.kind == .array else {
            if let string { _ = body(string) }
            return
        }
        // By index: a view for each element would be a reference counted.
        var element = index &+ 1
        while element < Int(node.next) {
            if let string = text.string(at: element), !body(string) { return }
            element = Int(text.nodes[element].next)
        }
    }

    /// The UTF-8 bytes of a string, escapes resolved; nil when this is no string.
    public var stringBytes: [UInt8]? {
        let node = node
        guard node.kind == .string else { return nil }
        return node.flags & JSONNode.escaped == 0 ? Array(rawBytes) : text.unescapedBytes(of: node)
    }

    /// The value of an integer literal that fits; nil otherwise (`1.0` and `1e3` are no integers).
    public var integer: Int64? {
        let node = node
        guard node.kind == .integer else { return nil }
        return text.bytes.withUnsafeBufferPointer { buffer in
            var position = Int(node.start)
            let isNegative = buffer[position] == UInt8(ascii: "-")
            if isNegative { position &+= 1 }
            var value: Int64 = 0
            while position < Int(node.end) {
                let digit = Int64(buffer[position] &- 0x30)
                let (shifted, isShiftTooLarge) = value.multipliedReportingOverflow(by: 10)
                // Counts downwards for a negative number, because its range reaches one further.
                let (next, isTooLarge) =
                    isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
                guard !isShiftTooLarge, !isTooLarge else { return nil }
                value = next
                position &+= 1
            }
            return value
        }
    }

    /// The value of any number that is finite as a double.
    public var double: Double? {
        guard node.kind == .integer || node.kind == .real,
            let value = Double(String(decoding: rawBytes, as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }

    /// `true` or `false`; nil when this is neither.
    @inlinable
    public var bool: Bool? {
        guard node.kind == .bool else { return nil }
        return text.bytes[Int(node.start)] == UInt8(ascii: "t")
    }

    /// The member of that name; of several the last. Nil when it is missing or this is no object.
    @inlinable @inline(__always)
    public subscript(_ name: StaticString) -> JSONView? {
        member(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The member of a name known only at run time; see the other subscript.
    public func member(named name: String) -> JSONView? {
        var name = name
        return name.withUTF8 { member($0) }
    }

    /// Walks over the names by raw pointers: this is the hottest loop of normalisation.
    @usableFromInline
    func member(_ name: UnsafeBufferPointer<UInt8>) -> JSONView? {
        let found: Int? = text.nodes.withUnsafeBufferPointer { nodes in
            guard nodes[index].kind == .object else { return nil }
            return text.bytes.withUnsafeBufferPointer { bytes in
                let end = Int(nodes[index].next)
                let label = JSONNode.label(count: name.count, first: name.first ?? UInt8(ascii: "\""))
                var found: Int?
                var key = index &+ 1
                while key < end {
                    if nodes[key].label == label || nodes[key].flags & JSONNode.escaped != 0,
                        JSONView.isEqual(nodes[key], of: bytes, to: name)
                    {
                        found = key &+ 1
                    }
                    key = JSONView.following(key &+ 1, in: nodes)
                }
                return found
            }
        }
        guard let found else { return nil }
        return JSONView(text: text, index: found)
    }

    /// Index of the node after a value and all inside it. Most values are scalars: by a branch for them the processor need
    /// not wait for `next` before it looks at the sibling.
    @inline(__always)
    static func following(_ index: Int, in nodes: UnsafeBufferPointer<JSONNode>) -> Int {
        nodes[index].kind.rawValue < JSONKind.array.rawValue ? index &+ 1 : Int(nodes[index].next)
    }

    /// Whether a string node has exactly that text, byte by byte: names that are only canonically equivalent differ.
    @inline(__always)
    static func isEqual(_ node: JSONNode, of bytes: UnsafeBufferPointer<UInt8>, to other: UnsafeBufferPointer<UInt8>) -> Bool {
        if node.flags & JSONNode.escaped != 0 { return isEscaped(node, of: bytes, equalTo: other) }
        guard Int(node.end &- node.start) == other.count else { return false }
        guard let left = bytes.baseAddress, let right = other.baseAddress else { return true }
        return isEqual(UnsafeRawPointer(left + Int(node.start)), UnsafeRawPointer(right), count: other.count)
    }

    /// Compares eight bytes at a time; the last ones of a longer text overlap those before, so that no byte outside is read.
    @inline(__always)
    private static func isEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
        var offset = 0
        guard count >= 8 else {
            while offset < count {
                guard left.load(fromByteOffset: offset, as: UInt8.self) == right.load(fromByteOffset: offset, as: UInt8.self) else {
                    return false
                }
                offset &+= 1
            }
            return true
        }
        while offset < count {
            let place = min(offset, count &- 8)
            guard left.loadUnaligned(fromByteOffset: place, as: UInt64.self) == right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            else { return false }
            offset &+= 8
        }
        return true
    }

    @inline(never)
    private static func isEscaped(
        _ node: JSONNode, of bytes: UnsafeBufferPointer<UInt8>, equalTo other: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var unescaped: [UInt8] = []
        JSONEscapes.decode(UnsafeBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)]), into: &unescaped)
        return unescaped.elementsEqual(other)
    }

    /// Whether this is a string with exactly that text.
    @inlinable
    public func isString(_ other: StaticString) -> Bool {
        isString(UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
    }

    /// Whether this is a string with exactly a text known only at run time.
    public func isString(text other: String) -> Bool {
        var other = other
        return other.withUTF8 { isString($0) }
    }

    @usableFromInline
    func isString(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        let node = node
        guard node.kind == .string else { return false }
        return text.bytes.withUnsafeBufferPointer { JSONView.isEqual(node, of: $0, to: other) }
    }

    /// Whether this is neither an array with elements nor an object with members.
    @inlinable
    public var isEmpty: Bool {
        let node = node
        return node.kind.rawValue < JSONKind.array.rawValue || Int(node.next) == index &+ 1
    }

    /// The elements of an array in order; empty for anything else.
    @inlinable @inline(__always)
    public var elements: Elements {
        let node = node
        return Elements(text: text, index: index &+ 1, end: node.kind == .array ? Int(node.next) : 0)
    }

    /// The members of an object in text order, repeats included; empty for anything else.
    @inlinable @inline(__always)
    public var members: Members {
        let node = node
        return Members(text: text, index: index &+ 1, end: node.kind == .object ? Int(node.next) : 0)
    }

    /// Walks over the elements of an array.
    public struct Elements: Sequence, IteratorProtocol {
        @usableFromInline let text: JSONText
        @usableFromInline var index: Int
        @usableFromInline let end: Int

        @inlinable @inline(__always)
        init(text: JSONText, index: Int, end: Int) {
            self.text = text
            self.index = index
            self.end = end
        }

        /// The next element.
        @inlinable @inline(__always)
        public mutating func next() -> JSONView? {
            guard index < end else { return nil }
            defer { index = Int(text.nodes[index].next) }
            return JSONView(text: text, index: index)
        }
    }

    /// Walks over the members of an object.
    public struct Members: Sequence, IteratorProtocol {
        @usableFromInline let text: JSONText
        @usableFromInline var index: Int
        @usableFromInline let end: Int

        @inlinable @inline(__always)
        init(text: JSONText, index: Int, end: Int) {
            self.text = text
            self.index = index
            self.end = end
        }

        /// The next name, a string, and its value.
        @inlinable @inline(__always)
        public mutating func next() -> (name: JSONView, value: JSONView)? {
            guard index < end else { return nil }
            let name = JSONView(text: text, index: index)
            let value = JSONView(text: text, index: index &+ 1)
            index = Int(text.nodes[value.index].next)
            return (name, value)
        }
    }
}
