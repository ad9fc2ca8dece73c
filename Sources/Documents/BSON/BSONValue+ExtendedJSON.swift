#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A value of MongoDB's extended JSON that can't be read: which form it has.
public struct ExtendedJSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The form, such as `$oid`.
    public let form: String

    /// One sentence without the value.
    public var description: String { "\(form): not of the form that extended JSON gives it" }
}

extension BSONValue {
    /// Reads extended JSON, canonical or relaxed (version 2), and what older `mongoexport` wrote (version 1).
    public init(extendedJSON view: JSONView) throws(ExtendedJSONError) {
        switch view.kind {
        case .null: self = .null
        case .string: self = .string(view.stringBytes ?? [])
        case .array:
            var values: [BSONValue] = []
            for element in view.elements { values.append(try BSONValue(extendedJSON: element)) }
            self = .array(values)
        case .object:
            if let value = try BSONValue.wrapped(view) {
                self = value
            } else {
                self = .document(try BSONDocument(extendedJSON: view))
            }
        default:
            if let value = view.bool {
                self = .bool(value)
            } else if let value = view.integer {
                self = .integer(value)
            } else {
                self = .double(view.double ?? .nan)
            }
        }
    }

    /// The value that an object such as `{"$oid": …}` stands for; nil for a plain object.
    private static func wrapped(_ view: JSONView) throws(ExtendedJSONError) -> BSONValue? {
        var members = view.members
        guard let first = members.next(), first.name.rawBytes.first == UInt8(ascii: "$"), let form = first.name.string
        else { return nil }
        func fail() -> ExtendedJSONError { ExtendedJSONError(form: form) }
        let value = first.value
        switch form {
        case "$oid":
            guard let id = value.string.flatMap({ ObjectID($0) }) else { throw fail() }
            return .objectID(id)
        case "$date":
            guard let milliseconds = milliseconds(value) else { throw fail() }
            return .date(milliseconds)
        case "$numberInt", "$numberLong":
            guard let number = value.string.flatMap({ Int64($0) }) ?? value.integer else { throw fail() }
            return .integer(number)
        case "$numberDouble":
            guard let number = value.string.flatMap({ Double($0) }) ?? value.double else { throw fail() }
            return .double(number)
        case "$binary", "$type":
            guard let bytes = binary(view) else { throw fail() }
            return .binary(bytes)
        case "$uuid":
            guard let digits = value.stringBytes, let bytes = Hexadecimal.decode(digits.filter { $0 != UInt8(ascii: "-") }) else {
                throw fail()
            }
            return .binary(bytes)
        case "$symbol", "$code":
            guard let bytes = value.stringBytes else { throw fail() }
            return .string(bytes)
        case "$undefined": return .null
        default:
            guard let number = otherTypes[form] else { return nil }
            return .other(number)
        }
    }

    private static let otherTypes: [String: UInt8] = [
        "$regularExpression": 0x0B, "$regex": 0x0B, "$dbPointer": 0x0C, "$timestamp": 0x11, "$numberDecimal": 0x13, "$minKey": 0xFF,
        "$maxKey": 0x7F,
    ]

    /// A time in text, a number of milliseconds, or such a number in text inside another object.
    private static func milliseconds(_ view: JSONView) -> Int64? {
        if let text = view.string {
            guard let time = Timestamp(text) else { return nil }
            return time.microseconds >= 0 ? time.microseconds / 1_000 : (time.microseconds - 999) / 1_000
        }
        if let number = view.integer { return number }
        return view["$numberLong"]?.string.flatMap { Int64($0) }
    }

    /// `{"$binary": {"base64": …, "subType": …}}`, or `{"$binary": …, "$type": …}` as it was in version 1.
    private static func binary(_ view: JSONView) -> [UInt8]? {
        guard let value = view["$binary"], let text = (value["base64"] ?? value).stringBytes else { return nil }
        return Data(base64Encoded: Data(text)).map { Array($0) }
    }
}

extension BSONDocument {
    /// Reads a JSON object whose values are extended JSON.
    public init(extendedJSON view: JSONView) throws(ExtendedJSONError) {
        var members: [Member] = []
        for (name, value) in view.distinctMembers {
            members.append(Member(name: name.string ?? "", value: try BSONValue(extendedJSON: value)))
        }
        self.init(members)
    }
}
