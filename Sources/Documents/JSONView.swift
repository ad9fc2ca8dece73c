/// A value inside a ``JSONText``, read on demand.
public struct JSONView: Sendable {
    let text: JSONText
    let index: Int

    init(text: JSONText, index: Int) {
        self.text = text
        self.index = index
    }

    @inline(__always)
    var node: JSONNode { text.nodes[index] }

    /// What the value is.
    public var kind: JSONKind { node.kind }

    /// Whether this is `null`.
    public var isNull: Bool { node.kind == .null }

    /// The value as it stands in the text (a string without its quotes and still escaped).
    public var rawBytes: ArraySlice<UInt8> {
        let node = node
        return text.bytes[Int(node.start)..<Int(node.end)]
    }

    /// The text of a string, escapes resolved and lone surrogates turned into U+FFFD; nil when this is no string.
    public var string: String? {
        let node = node
        guard node.kind == .string else { return nil }
        if node.flags & JSONNode.escaped == 0 {
            return text.bytes.withUnsafeBufferPointer { buffer in
                String(decoding: UnsafeBufferPointer(rebasing: buffer[Int(node.start)..<Int(node.end)]), as: UTF8.self)
            }
        }
        return String(decoding: unescapedBytes(of: node), as: UTF8.self)
    }

    /// The UTF-8 bytes of a string, escapes resolved; nil when this is no string.
    public var stringBytes: [UInt8]? {
        let node = node
        guard node.kind == .string else { return nil }
        return node.flags & JSONNode.escaped == 0 ? Array(rawBytes) : unescapedBytes(of: node)
    }

    private func unescapedBytes(of node: JSONNode) -> [UInt8] {
        text.bytes.withUnsafeBufferPointer { buffer in
            var unescaped: [UInt8] = []
            unescaped.reserveCapacity(Int(node.end &- node.start))
            JSONEscapes.decode(UnsafeBufferPointer(rebasing: buffer[Int(node.start)..<Int(node.end)]), into: &unescaped)
            return unescaped
        }
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
    public var bool: Bool? {
        guard node.kind == .bool else { return nil }
        return text.bytes[Int(node.start)] == UInt8(ascii: "t")
    }

    /// The member of that name; of several the last. Nil when it is missing or this is no object.
    public subscript(_ name: StaticString) -> JSONView? {
        member(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The member of a name known only at run time; see the other subscript.
    public func member(named name: String) -> JSONView? {
        var name = name
        return name.withUTF8 { member($0) }
    }

    /// Walks over the names by raw pointers: this is the hottest loop of normalisation.
    private func member(_ name: UnsafeBufferPointer<UInt8>) -> JSONView? {
        let found: Int? = text.nodes.withUnsafeBufferPointer { nodes in
            guard nodes[index].kind == .object else { return nil }
            return text.bytes.withUnsafeBufferPointer { bytes in
                let end = Int(nodes[index].next)
                var found: Int?
                var key = index &+ 1
                while key < end {
                    if JSONView.isEqual(nodes[key], of: bytes, to: name) { found = key &+ 1 }
                    key = Int(nodes[key &+ 1].next)
                }
                return found
            }
        }
        guard let found else { return nil }
        return JSONView(text: text, index: found)
    }

    /// Whether a string node has exactly that text, byte by byte: names that are only canonically equivalent differ.
    @inline(__always)
    static func isEqual(_ node: JSONNode, of bytes: UnsafeBufferPointer<UInt8>, to other: UnsafeBufferPointer<UInt8>) -> Bool {
        if node.flags & JSONNode.escaped != 0 { return isEscaped(node, of: bytes, equalTo: other) }
        let start = Int(node.start)
        let count = Int(node.end) &- start
        guard count == other.count else { return false }
        var offset = 0
        while offset < count {
            guard bytes[start &+ offset] == other[offset] else { return false }
            offset &+= 1
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
    public func isString(_ other: StaticString) -> Bool {
        isString(UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
    }

    /// Whether this is a string with exactly that text.
    public func isString(_ other: String) -> Bool {
        var other = other
        return other.withUTF8 { isString($0) }
    }

    private func isString(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        let node = node
        guard node.kind == .string else { return false }
        return text.bytes.withUnsafeBufferPointer { JSONView.isEqual(node, of: $0, to: other) }
    }

    /// The elements of an array in order; empty for anything else.
    public var elements: Elements {
        let node = node
        return Elements(text: text, index: index &+ 1, end: node.kind == .array ? Int(node.next) : 0)
    }

    /// The members of an object in text order, repeats included; empty for anything else.
    public var members: Members {
        let node = node
        return Members(text: text, index: index &+ 1, end: node.kind == .object ? Int(node.next) : 0)
    }

    /// Walks over the elements of an array.
    public struct Elements: Sequence, IteratorProtocol {
        let text: JSONText
        var index: Int
        let end: Int

        /// The next element.
        public mutating func next() -> JSONView? {
            guard index < end else { return nil }
            defer { index = Int(text.nodes[index].next) }
            return JSONView(text: text, index: index)
        }
    }

    /// Walks over the members of an object.
    public struct Members: Sequence, IteratorProtocol {
        let text: JSONText
        var index: Int
        let end: Int

        /// The next name, a string, and its value.
        public mutating func next() -> (name: JSONView, value: JSONView)? {
            guard index < end else { return nil }
            let name = JSONView(text: text, index: index)
            let value = JSONView(text: text, index: index &+ 1)
            index = Int(text.nodes[value.index].next)
            return (name, value)
        }
    }
}
