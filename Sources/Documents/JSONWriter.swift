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
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
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
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Members of an object that are JSON already (`"a":1,"b":2`), spliced in; none when empty.
    public mutating func rawMembers(_ json: some Collection<UInt8>) {
        guard !json.isEmpty else { return }
        separate()
        bytes.append(contentsOf: json)
    }

    /// A value of a read text: without white space, lone surrogates mended, of a repeated member the last.
    public mutating func value(_ view: JSONView) {
        let node = view.node
        switch node.kind {
        case .null, .bool, .integer, .real:
            raw(view.rawBytes)
        case .string:
            separate()
            bytes.append(UInt8(ascii: "\""))
            if node.flags & JSONNode.surrogates == 0 {
                bytes.append(contentsOf: view.rawBytes)
            } else {
                (view.stringBytes ?? []).withUnsafeBufferPointer { JSONEscapes.encode($0, into: &bytes) }
            }
            bytes.append(UInt8(ascii: "\""))
        case .array:
            beginArray()
            for element in view.elements { value(element) }
            endArray()
        case .object:
            beginObject()
            for member in view.distinctMembers {
                value(member.name)
                bytes.append(UInt8(ascii: ":"))
                needsComma = false
                value(member.value)
            }
            endObject()
        }
    }

    /// Takes the bytes out and starts anew with the same room.
    public mutating func take() -> [UInt8] {
        let result = bytes
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
        return result
    }
}
