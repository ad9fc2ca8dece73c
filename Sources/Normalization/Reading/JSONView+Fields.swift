internal import Documents

/// Reading of a mapping's fields: what is missing or of a wrong type is a failure that names the field (3.5).
extension JSONView {
    /// A member that must be there and not null.
    func required(_ name: StaticString) throws(NormalizationError) -> JSONView {
        guard let value = self[name], !value.isNull else { throw .missing(name.description) }
        return value
    }

    /// A member that may be missing; null counts as missing.
    func optional(_ name: StaticString) -> JSONView? {
        guard let value = self[name], !value.isNull else { return nil }
        return value
    }

    func text(_ name: StaticString) throws(NormalizationError) -> String {
        try required(name).text(as: name)
    }

    func optionalText(_ name: StaticString) throws(NormalizationError) -> String? {
        try optional(name)?.text(as: name)
    }

    func port(_ name: StaticString) throws(NormalizationError) -> UInt16 {
        try required(name).port(as: name)
    }

    func optionalPort(_ name: StaticString) throws(NormalizationError) -> UInt16? {
        try optional(name)?.port(as: name)
    }

    /// The text of this value, which is the field of that name.
    func text(as name: StaticString) throws(NormalizationError) -> String {
        guard let text = string else { throw .notText(name.description) }
        return text
    }

    /// The port in this value, which is the field of that name.
    func port(as name: StaticString) throws(NormalizationError) -> UInt16 {
        guard let port = portNumber else { throw .notPort(name.description) }
        return port
    }

    /// A port: an integer from 0 to 65535, or a string of the decimal digits of one (3.2).
    var portNumber: UInt16? {
        switch kind {
        case .integer: rawBytes.withUnsafeBufferPointer { JSONView.portNumber($0) }
        case .string where !rawBytes.contains(UInt8(ascii: "\\")): rawBytes.withUnsafeBufferPointer { JSONView.portNumber($0) }
        case .string: (stringBytes ?? []).withUnsafeBufferPointer { JSONView.portNumber($0) }
        default: nil
        }
    }

    private static func portNumber(_ digits: UnsafeBufferPointer<UInt8>) -> UInt16? {
        guard !digits.isEmpty else { return nil }
        var value: UInt32 = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value &* 10 &+ UInt32(byte &- 0x30)
            guard value <= UInt32(UInt16.max) else { return nil }
        }
        return UInt16(truncatingIfNeeded: value)
    }

    /// The two elements of an array of exactly two.
    @inline(__always)
    var pair: (JSONView, JSONView)? {
        guard kind == .array else { return nil }
        var elements = elements
        guard let first = elements.next(), let second = elements.next(), elements.next() == nil else { return nil }
        return (first, second)
    }

    /// Address and port of an array that begins with them; those of IPv6 sockets have more elements.
    @inline(__always)
    var endpoint: (address: JSONView, port: JSONView)? {
        var elements = elements
        guard let address = elements.next(), let port = elements.next() else { return nil }
        return (address, port)
    }
}
