/// Validates a JSON text in one pass without recursion and notes a node for each value and each member name.
///
/// All its steps are inlined into ``run(_:into:)``, which works on a copy of the scanner: its fields stay in registers.
struct JSONScanner {
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0
    /// How many nodes are written.
    private var count = 0
    /// Index of the innermost open container; `none` outside all.
    private var parent = JSONScanner.none
    private var isInObject = false
    private var expectation = Expectation.value

    private static let none = UInt32.max

    /// What the grammar allows next.
    private enum Expectation {
        /// The outermost value.
        case value
        /// The first element or member of a container, or its end.
        case first
        /// What follows a value: a comma and another element or member, or the end of the container.
        case separator
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>
    private typealias Nodes = UnsafeMutableBufferPointer<JSONNode>

    init(maximumDepth: Int) {
        self.maximumDepth = maximumDepth
    }

    /// The nodes of a text.
    static func nodes(of bytes: [UInt8], maximumDepth: Int) throws(JSONError) -> JSONNodeList {
        var scanner = JSONScanner(maximumDepth: maximumDepth)
        var nodes = JSONNodeList(capacity: bytes.count / 12 &+ 8)
        while true {
            let outcome: Result<Bool, JSONError> = bytes.withUnsafeBufferPointer { bytes in
                nodes.withUnsafeMutableBufferPointer { nodes in
                    do throws(JSONError) {
                        return .success(try scanner.run(bytes, into: nodes))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            if try outcome.get() { return nodes }
            nodes = nodes.doubled(keeping: scanner.count)
        }
    }

    /// Goes on until the text ends, which gives true, or until the room for nodes may not do for another step.
    private mutating func run(_ buffer: Bytes, into nodes: Nodes) throws(JSONError) -> Bool {
        var scanner = self
        // A step writes two nodes at most, a name and its value; no node is read or written above `count`.
        while scanner.count &+ 2 <= nodes.count {
            scanner.skipSpace(buffer)
            if scanner.position >= buffer.count, scanner.parent == JSONScanner.none, scanner.expectation == .separator { return true }
            try scanner.step(buffer, nodes)
        }
        self = scanner
        return false
    }

    @inline(__always)
    private mutating func step(_ buffer: Bytes, _ nodes: Nodes) throws(JSONError) {
        var byte = try next(buffer)
        switch expectation {
        case .separator:
            guard parent != JSONScanner.none else { throw JSONError(.trailingBytes, at: position) }
            guard byte == UInt8(ascii: ",") else {
                guard byte == closingByte else { throw JSONError(.unexpectedByte, at: position) }
                return closeContainer(nodes)
            }
            position &+= 1
            byte = try next(buffer)
        case .first:
            if byte == closingByte { return closeContainer(nodes) }
        case .value:
            break
        }
        if isInObject {
            guard byte == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: position) }
            try string(buffer, nodes)
            guard try next(buffer) == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: position) }
            position &+= 1
            byte = try next(buffer)
        }
        try value(byte, buffer, nodes)
    }

    @inline(__always)
    private var closingByte: UInt8 { isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    /// The byte after white space, which is not consumed.
    @inline(__always)
    private mutating func next(_ buffer: Bytes) throws(JSONError) -> UInt8 {
        skipSpace(buffer)
        guard position < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
        return buffer[position]
    }

    @inline(__always)
    private mutating func value(_ byte: UInt8, _ buffer: Bytes, _ nodes: Nodes) throws(JSONError) {
        expectation = .separator
        switch byte {
        case UInt8(ascii: "\""): try string(buffer, nodes)
        case UInt8(ascii: "{"): try openContainer(.object, nodes)
        case UInt8(ascii: "["): try openContainer(.array, nodes)
        case UInt8(ascii: "-"), 0x30...0x39: try number(buffer, nodes)
        case UInt8(ascii: "t"): try literal("true", .bool, buffer, nodes)
        case UInt8(ascii: "f"): try literal("false", .bool, buffer, nodes)
        case UInt8(ascii: "n"): try literal("null", .null, buffer, nodes)
        default: throw JSONError(.unexpectedByte, at: position)
        }
    }

    @inline(__always)
    private mutating func append(
        _ kind: JSONKind, from start: Int, to end: Int, flags: UInt8 = 0, label: UInt16 = 0, _ nodes: Nodes
    ) {
        nodes[count] = JSONNode(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
            next: UInt32(truncatingIfNeeded: count &+ 1), kind: kind, flags: flags, label: label)
        count &+= 1
    }

    @inline(__always)
    private mutating func openContainer(_ kind: JSONKind, _ nodes: Nodes) throws(JSONError) {
        depth &+= 1
        guard depth <= maximumDepth else { throw JSONError(.tooDeep, at: position) }
        append(kind, from: position, to: position, nodes)
        nodes[count &- 1].next = parent
        parent = UInt32(truncatingIfNeeded: count &- 1)
        position &+= 1
        isInObject = kind == .object
        expectation = .first
    }

    @inline(__always)
    private mutating func closeContainer(_ nodes: Nodes) {
        depth &-= 1
        position &+= 1
        let index = Int(parent)
        parent = nodes[index].next
        nodes[index].end = UInt32(truncatingIfNeeded: position)
        nodes[index].next = UInt32(truncatingIfNeeded: count)
        isInObject = parent != JSONScanner.none && nodes[Int(parent)].kind == .object
        expectation = .separator
    }

    @inline(__always)
    private mutating func skipSpace(_ buffer: Bytes) {
        while position < buffer.count {
            let byte = buffer[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    private mutating func literal(
        _ word: StaticString, _ kind: JSONKind, _ buffer: Bytes, _ nodes: Nodes
    ) throws(JSONError) {
        let start = position
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard buffer[position] == word.utf8Start[offset] else { throw JSONError(.unexpectedByte, at: position) }
            position &+= 1
        }
        append(kind, from: start, to: position, nodes)
    }

    @inline(__always)
    private mutating func string(_ buffer: Bytes, _ nodes: Nodes) throws(JSONError) {
        position &+= 1
        let start = position
        var flags: UInt8 = 0
        while true {
            position = JSONEscapes.endOfPlainText(buffer, from: position)
            guard position < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
            let byte = buffer[position]
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else {
                if byte < 0x20 { throw JSONError(.controlInString, at: position) }
                position &+= 1
                continue
            }
            let (length, flag) = try JSONScanner.escape(buffer, at: position)
            position &+= length
            flags |= flag
        }
        let label = JSONNode.label(count: position &- start, first: buffer[start])
        append(.string, from: start, to: position, flags: flags, label: label, nodes)
        position &+= 1
    }

    /// Length of the escape at a position, and what it adds to the flags of its string.
    @inline(never)
    private static func escape(_ buffer: Bytes, at position: Int) throws(JSONError) -> (length: Int, flags: UInt8) {
        guard position &+ 1 < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
        switch buffer[position &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return (2, JSONNode.escaped)
        case UInt8(ascii: "u"):
            guard position &+ 6 <= buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
            for offset in 2..<6 where Hexadecimal.value(of: buffer[position &+ offset]) == nil {
                throw JSONError(.badEscape, at: position)
            }
            let isSurrogate = buffer[position &+ 2] | 0x20 == UInt8(ascii: "d") && buffer[position &+ 3] >= UInt8(ascii: "8")
            return (6, isSurrogate ? JSONNode.escaped | JSONNode.surrogates : JSONNode.escaped)
        default:
            throw JSONError(.badEscape, at: position)
        }
    }

    @inline(__always)
    private mutating func number(_ buffer: Bytes, _ nodes: Nodes) throws(JSONError) {
        let start = position
        var kind = JSONKind.integer
        if buffer[position] == UInt8(ascii: "-") { position &+= 1 }
        let leadingZero = position < buffer.count && buffer[position] == UInt8(ascii: "0")
        let digits = skipDigits(buffer)
        guard digits > 0, !(leadingZero && digits > 1) else { throw JSONError(.badNumber, at: start) }
        if position < buffer.count, buffer[position] == UInt8(ascii: ".") {
            kind = .real
            position &+= 1
            guard skipDigits(buffer) > 0 else { throw JSONError(.badNumber, at: start) }
        }
        if position < buffer.count, buffer[position] | 0x20 == UInt8(ascii: "e") {
            kind = .real
            position &+= 1
            if position < buffer.count, buffer[position] == UInt8(ascii: "+") || buffer[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            guard skipDigits(buffer) > 0 else { throw JSONError(.badNumber, at: start) }
        }
        append(kind, from: start, to: position, nodes)
    }

    @inline(__always)
    private mutating func skipDigits(_ buffer: Bytes) -> Int {
        let start = position
        while position < buffer.count, (0x30...0x39).contains(buffer[position]) { position &+= 1 }
        return position &- start
    }
}
