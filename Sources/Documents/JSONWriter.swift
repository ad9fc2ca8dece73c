/// Writes JSON straight into bytes; commas and quotes are its own business.
///
/// The caller opens and closes containers in pairs and gives a name before each value of an object.
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// A writer with room for a text of about that many bytes.
    public init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// Starts an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Ends the innermost object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Starts an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Ends the innermost array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// The name of the next member. It must need no escaping.
    public mutating func name(_ name: StaticString) {
        appendName(name, with: nil)
    }

    /// A member of an object: a name that must need no escaping and a value of a read text.
    public mutating func member(_ name: StaticString, _ view: JSONView) {
        member(name, at: view.index, of: view.text)
    }

    private mutating func member(_ name: StaticString, at index: Int, of text: JSONText) {
        let node = text.nodes[index]
        guard node.kind == .string, node.flags & JSONNode.surrogates == 0 else {
            appendName(name, with: nil)
            return value(JSONView(text: text, index: index))
        }
        // A string node stands between its quotes, which are part of the text.
        text.bytes.withUnsafeBufferPointer { bytes in
            appendName(name, with: UnsafeBufferPointer(rebasing: bytes[Int(node.start) &- 1..<Int(node.end) &+ 1]))
        }
    }

    /// The elements of a read array, each an array of two strings, as objects of two members whose names must need no
    /// escaping. False when an element is anything else; what is before it has been written.
    public mutating func pairs(_ view: JSONView, as first: StaticString, _ second: StaticString) -> Bool {
        guard view.kind == .array else { return false }
        let nodes = view.text.nodes
        var pair = view.index &+ 1
        let end = Int(view.node.next)
        while pair < end {
            guard self.pair(at: pair, of: view.text, as: first, second) else { return false }
            pair = Int(nodes[pair].next)
        }
        return true
    }

    /// A read array of two strings as an object of two members; false, and nothing written, when it is anything else.
    public mutating func pair(_ view: JSONView, as first: StaticString, _ second: StaticString) -> Bool {
        pair(at: view.index, of: view.text, as: first, second)
    }

    private mutating func pair(at index: Int, of text: JSONText, as first: StaticString, _ second: StaticString) -> Bool {
        // Two strings make an array of just two nodes after its own.
        guard text.nodes[index].kind == .array, Int(text.nodes[index].next) == index &+ 3,
            text.nodes[index &+ 1].kind == .string, text.nodes[index &+ 2].kind == .string
        else { return false }
        beginObject()
        member(first, at: index &+ 1, of: text)
        member(second, at: index &+ 2, of: text)
        endObject()
        return true
    }

    /// Appends a name and, if it is given, the JSON of its value.
    @inline(__always)
    private mutating func appendName(_ name: StaticString, with value: UnsafeBufferPointer<UInt8>?) {
        let length = name.utf8CodeUnitCount
        let valueLength = value?.count ?? 0
        // One append of short pieces put together is cheaper than one for each.
        let isShort = length <= 64 && valueLength <= 120
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 192) { room in
            guard let start = room.baseAddress, isShort else { return }
            // At most 1 + 1 + 64 + 2 + 120 bytes.
            var end = start
            if needsComma {
                end.pointee = UInt8(ascii: ",")
                end += 1
            }
            end.pointee = UInt8(ascii: "\"")
            end += 1
            end.initialize(from: name.utf8Start, count: length)
            end += length
            end.pointee = UInt8(ascii: "\"")
            end[1] = UInt8(ascii: ":")
            end += 2
            if let base = value?.baseAddress {
                end.initialize(from: base, count: valueLength)
                end += valueLength
            }
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
        }
        if !isShort {
            separate()
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: length))
            bytes.append(UInt8(ascii: "\""))
            bytes.append(UInt8(ascii: ":"))
            if let value { bytes.append(contentsOf: value) }
        }
        needsComma = value != nil
    }

    /// The name of the next member, escaped where needed.
    public mutating func name(text name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string value.
    public mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { JSONEscapes.encode($0, into: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string value of text that is valid UTF-8.
    public mutating func string(utf8 value: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        value.withUnsafeBufferPointer { JSONEscapes.encode($0, into: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string value of lower-case hexadecimal digits.
    public mutating func hexadecimal(_ value: some Sequence<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        Hexadecimal.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// An integer value.
    @inlinable
    public mutating func integer(_ value: some FixedWidthInteger) {
        if let magnitude = UInt64(exactly: value.magnitude) {
            integer(magnitude: magnitude, isNegative: value < 0)
        } else {
            raw(Array(String(value).utf8))
        }
    }

    @usableFromInline
    mutating func integer(magnitude: UInt64, isNegative: Bool) {
        separate()
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        guard magnitude >= 10 else { return bytes.append(0x30 &+ UInt8(truncatingIfNeeded: magnitude)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = magnitude
            var start = digits.count
            repeat {
                start &-= 1
                digits[start] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest != 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// A number value; one that is not finite, which JSON cannot say, is written as `null`.
    public mutating func double(_ value: Double) {
        separate()
        bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    }

    /// `true` or `false`.
    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// `null`.
    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A time as the Mnemosyne WebAPI prints it.
    public mutating func timestamp(_ value: Timestamp) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        value.appendText(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// An id as 24 hexadecimal digits.
    public mutating func objectID(_ value: ObjectID) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        value.appendText(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A value that is JSON already.
    @inlinable
    public mutating func raw(_ json: some Collection<UInt8>) {
        if json.withContiguousStorageIfAvailable({ append($0) }) == nil { Array(json).withUnsafeBufferPointer { append($0) } }
    }

    /// Members of an object that are JSON already (`"a":1,"b":2`), spliced in; none when empty.
    @inlinable
    public mutating func rawMembers(_ json: some Collection<UInt8>) {
        if !json.isEmpty { raw(json) }
    }

    @usableFromInline
    mutating func append(_ json: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A value of a read text: without white space, lone surrogates mended, of a repeated member the last.
    public mutating func value(_ view: JSONView) {
        let node = view.node
        switch node.kind {
        case .null, .bool, .integer, .real:
            separate()
            append(view.text, from: Int(node.start), to: Int(node.end))
        case .string:
            separate()
            if node.flags & JSONNode.surrogates == 0 {
                // With the quotes, which stand around it in the text.
                append(view.text, from: Int(node.start) &- 1, to: Int(node.end) &+ 1)
            } else {
                bytes.append(UInt8(ascii: "\""))
                (view.stringBytes ?? []).withUnsafeBufferPointer { JSONEscapes.encode($0, into: &bytes) }
                bytes.append(UInt8(ascii: "\""))
            }
        case .array:
            beginArray()
            for element in view.elements { value(element) }
            endArray()
        case .object:
            beginObject()
            if view.mayRepeatNames {
                for member in view.distinctMembers { self.member(member.name, member.value) }
            } else {
                for member in view.members { self.member(member.name, member.value) }
            }
            endObject()
        }
    }

    private mutating func member(_ name: JSONView, _ view: JSONView) {
        value(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        value(view)
    }

    @inline(__always)
    private mutating func append(_ text: JSONText, from start: Int, to end: Int) {
        text.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// Takes the bytes out and starts anew with the same room.
    public mutating func take() -> [UInt8] {
        let result = bytes
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
        return result
    }
}
