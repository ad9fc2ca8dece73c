/// A value of a BSON document (bsonspec.org, version 1.1), as far as a dump of observations has use for its type.
public enum BSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// 32 and 64 bits alike.
    case integer(Int64)
    case double(Double)
    /// The bytes as they stand, which ought to be UTF-8.
    case string([UInt8])
    case objectID(ObjectID)
    /// Milliseconds since 1970.
    case date(Int64)
    case binary([UInt8])
    case array([BSONValue])
    case document(BSONDocument)
    /// Of a type that observations have no use for, by its number in the specification.
    case other(UInt8)

    /// The text of a string that is UTF-8.
    public var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A whole number, of whatever type it is.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The time of a date, or of a string that holds one; nil for others and for times that microseconds can't tell.
    public var time: Timestamp? {
        switch self {
        case .date(let milliseconds):
            let (microseconds, isTooFar) = milliseconds.multipliedReportingOverflow(by: 1_000)
            return isTooFar ? nil : Timestamp(microseconds: microseconds)
        case .string:
            return text.flatMap { Timestamp($0) }
        default:
            return nil
        }
    }

    /// Writes the value as plain JSON: ids and binaries in hexadecimal, dates in the form of the Mnemosyne WebAPI, what JSON
    /// can't tell as null.
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .null, .other: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .double(let value): if value.isFinite { writer.double(value) } else { writer.null() }
        case .string(let bytes):
            if JSONText.isUTF8(bytes) { writer.string(utf8: bytes) } else { writer.string(String(decoding: bytes, as: UTF8.self)) }
        case .objectID(let id): writer.objectID(id)
        case .date: if let time { writer.timestamp(time) } else { writer.null() }
        case .binary(let bytes): writer.hexadecimal(bytes)
        case .array(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        case .document(let document): document.write(to: &writer)
        }
    }
}

/// The members of a BSON document in their order; a name may repeat, and then the last one counts (ruling 17).
public struct BSONDocument: Sendable, Equatable {
    /// A name and its value.
    public struct Member: Sendable, Equatable {
        /// Broken UTF-8 is mended.
        public var name: String
        /// What stands under it.
        public var value: BSONValue

        /// A member.
        public init(name: String, value: BSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// In the order of the document.
    public var members: [Member]

    /// A document of some members.
    public init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value under a name; nil where there is none.
    public subscript(_ name: String) -> BSONValue? {
        members.last { $0.name == name }?.value
    }

    /// Writes the document as a JSON object, see ``BSONValue/write(to:)``.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for member in members {
            writer.name(text: member.name)
            member.value.write(to: &writer)
        }
        writer.endObject()
    }
}
