/// Validates a JSON text in one pass without recursion and notes a node for each value and each member name.
struct JSONScanner {
    private(set) var nodes: [JSONNode] = []
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0
    /// Index of the innermost open container; `none` outside all.
    private var parent = JSONScanner.none

    private static let none = UInt32.max

    init(maximumDepth: Int, capacity: Int) {
        self.maximumDepth = maximumDepth
        nodes.reserveCapacity(capacity)
    }

    /// What the grammar allows next.
    private enum Expectation {
        case value, firstElement, firstMember, member, separator
    }

    mutating func scan(_ buffer: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        var expectation = Expectation.value
        while true {
            skipSpace(buffer)
            guard position < buffer.count else {
                if parent == JSONScanner.none, expectation == .separator { return }
                throw JSONError(.unexpectedEnd, at: position)
            }
            let byte = buffer[position]
            switch expectation {
            case .separator:
                expectation = try separator(byte, buffer)
            case .firstElement where byte == UInt8(ascii: "]"), .firstMember where byte == UInt8(ascii: "}"):
                closeContainer()
                expectation = .separator
            case .value, .firstElement:
                expectation = try value(byte, buffer)
            case .firstMember, .member:
                guard byte == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: position) }
                try string(buffer)
                skipSpace(buffer)
                guard position < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
                guard buffer[position] == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: position) }
                position &+= 1
                expectation = .value
            }
        }
    }

    private mutating func separator(_ byte: UInt8, _ buffer: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Expectation {
        guard parent != JSONScanner.none else { throw JSONError(.trailingBytes, at: position) }
        let inObject = nodes[Int(parent)].kind == .object
        switch byte {
        case UInt8(ascii: ","):
            position &+= 1
            return inObject ? .member : .value
        case UInt8(ascii: "}") where inObject, UInt8(ascii: "]") where !inObject:
            closeContainer()
            return .separator
        default:
            throw JSONError(.unexpectedByte, at: position)
        }
    }

    private mutating func value(_ byte: UInt8, _ buffer: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Expectation {
        switch byte {
        case UInt8(ascii: "\""):
            try string(buffer)
        case UInt8(ascii: "{"):
            try openContainer(.object)
            return .firstMember
        case UInt8(ascii: "["):
            try openContainer(.array)
            return .firstElement
        case UInt8(ascii: "t"):
            try literal("true", .bool, buffer)
        case UInt8(ascii: "f"):
            try literal("false", .bool, buffer)
        case UInt8(ascii: "n"):
            try literal("null", .null, buffer)
        case UInt8(ascii: "-"), 0x30...0x39:
            try number(buffer)
        default:
            throw JSONError(.unexpectedByte, at: position)
        }
        return .separator
    }

    private mutating func append(_ kind: JSONKind, from start: Int, to end: Int, flags: UInt8 = 0) {
        let next = UInt32(truncatingIfNeeded: nodes.count &+ 1)
        nodes.append(
            JSONNode(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), next: next, kind: kind,
                flags: flags))
    }

    private mutating func openContainer(_ kind: JSONKind) throws(JSONError) {
        depth &+= 1
        guard depth <= maximumDepth else { throw JSONError(.tooDeep, at: position) }
        append(kind, from: position, to: position)
        let index = nodes.count &- 1
        nodes[index].next = parent
        parent = UInt32(truncatingIfNeeded: index)
        position &+= 1
    }

    private mutating func closeContainer() {
        depth &-= 1
        position &+= 1
        let index = Int(parent)
        parent = nodes[index].next
        nodes[index].end = UInt32(truncatingIfNeeded: position)
        nodes[index].next = UInt32(truncatingIfNeeded: nodes.count)
    }

    @inline(__always)
    private mutating func skipSpace(_ buffer: UnsafeBufferPointer<UInt8>) {
        while position < buffer.count {
            switch buffer[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
        }
    }

    private mutating func literal(
        _ word: StaticString, _ kind: JSONKind, _ buffer: UnsafeBufferPointer<UInt8>
    ) throws(JSONError) {
        let start = position
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard buffer[position] == word.utf8Start[offset] else { throw JSONError(.unexpectedByte, at: position) }
            position &+= 1
        }
        append(kind, from: start, to: position)
    }

    private mutating func string(_ buffer: UnsafeBufferPointer<UInt8>) throws(JSONError) {
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
            flags |= JSONNode.escaped
            try escape(buffer, &flags)
        }
        append(.string, from: start, to: position, flags: flags)
        position &+= 1
    }

    private mutating func escape(_ buffer: UnsafeBufferPointer<UInt8>, _ flags: inout UInt8) throws(JSONError) {
        guard position &+ 1 < buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
        switch buffer[position &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 2
        case UInt8(ascii: "u"):
            guard position &+ 6 <= buffer.count else { throw JSONError(.unexpectedEnd, at: position) }
            for offset in 2..<6 where Hexadecimal.value(of: buffer[position &+ offset]) == nil {
                throw JSONError(.badEscape, at: position)
            }
            if buffer[position &+ 2] | 0x20 == UInt8(ascii: "d"), buffer[position &+ 3] >= UInt8(ascii: "8") {
                flags |= JSONNode.surrogates
            }
            position &+= 6
        default:
            throw JSONError(.badEscape, at: position)
        }
    }

    private mutating func number(_ buffer: UnsafeBufferPointer<UInt8>) throws(JSONError) {
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
        append(kind, from: start, to: position)
    }

    private mutating func skipDigits(_ buffer: UnsafeBufferPointer<UInt8>) -> Int {
        let start = position
        while position < buffer.count, (0x30...0x39).contains(buffer[position]) { position &+= 1 }
        return position &- start
    }
}
