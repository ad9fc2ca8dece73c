/// Why bytes are no BSON document.
public struct BSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Sendable {
        case truncated = "it ends too early"
        case badLength = "a length does not fit"
        case missingEnd = "a document or text does not end in a zero byte"
        case trailingBytes = "bytes follow the end of the document"
        case unknownType = "there is no such type of value"
        case badBoolean = "a boolean is neither 0 nor 1"
        case tooDeep = "it is nested too deeply"
    }

    /// What is wrong.
    public let reason: Reason
    /// Byte of the document at which it was found.
    public let offset: Int

    /// An error at a byte.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One sentence without anything of the document.
    public var description: String { "not valid BSON: \(reason.rawValue) at byte \(offset)" }
}

extension BSONDocument {
    /// Documents inside each other: what MongoDB itself allows.
    public static let maximumDepth = 100

    /// Reads one document that takes all of the bytes. No length in it is believed before it is compared with what is there.
    public init(_ bytes: [UInt8]) throws(BSONError) {
        var reader = BSONReader(bytes)
        self = try reader.document(depth: 1)
        guard reader.offset == bytes.count else { throw BSONError(.trailingBytes, at: reader.offset) }
    }
}

/// Reads the values of a document from front to back.
struct BSONReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document(depth: Int) throws(BSONError) -> BSONDocument {
        let end = try open(depth: depth)
        var members: [BSONDocument.Member] = []
        while let (type, name) = try element(before: end) {
            members.append(BSONDocument.Member(name: name, value: try value(type, before: end, depth: depth)))
        }
        return BSONDocument(members)
    }

    private mutating func array(depth: Int) throws(BSONError) -> [BSONValue] {
        let end = try open(depth: depth)
        var values: [BSONValue] = []
        while let (type, _) = try element(before: end) { values.append(try value(type, before: end, depth: depth)) }
        return values
    }

    /// Reads the length of a document; gives the place of its last byte.
    private mutating func open(depth: Int) throws(BSONError) -> Int {
        let start = offset
        guard depth <= BSONDocument.maximumDepth else { throw BSONError(.tooDeep, at: start) }
        let length = Int(try int32())
        guard length >= 5, length <= bytes.count - start else { throw BSONError(.badLength, at: start) }
        let last = start + length - 1
        guard bytes[last] == 0 else { throw BSONError(.missingEnd, at: last) }
        return last
    }

    /// Type and name of the next value; nil at the end, which is passed.
    private mutating func element(before end: Int) throws(BSONError) -> (UInt8, String)? {
        guard offset <= end else { throw BSONError(.badLength, at: offset) }
        if offset == end {
            offset += 1
            return nil
        }
        let type = bytes[offset]
        guard type != 0 else { throw BSONError(.badLength, at: offset) }
        offset += 1
        return (type, String(decoding: try terminated(before: end), as: UTF8.self))
    }

    private mutating func value(_ type: UInt8, before end: Int, depth: Int) throws(BSONError) -> BSONValue {
        switch type {
        case 0x01: return .double(Double(bitPattern: UInt64(bitPattern: try int64())))
        case 0x02, 0x0E, 0x0D: return .string(try text(before: end))
        case 0x03: return .document(try document(depth: depth + 1))
        case 0x04: return .array(try array(depth: depth + 1))
        case 0x05: return .binary(try binary(before: end))
        case 0x07: return .objectID(try objectID(before: end))
        case 0x08: return .bool(try bool(before: end))
        case 0x09: return .date(try int64())
        case 0x0A, 0x06: return .null
        case 0x10: return .integer(Int64(try int32()))
        case 0x12: return .integer(try int64())
        default:
            try skip(type, before: end, depth: depth)
            return .other(type)
        }
    }

    private mutating func skip(_ type: UInt8, before end: Int, depth: Int) throws(BSONError) {
        switch type {
        case 0x0B:
            _ = try terminated(before: end)
            _ = try terminated(before: end)
        case 0x0C:
            _ = try text(before: end)
            _ = try take(12, before: end)
        case 0x0F:
            let length = Int(try int32())
            _ = try text(before: end)
            guard length >= 14 else { throw BSONError(.badLength, at: offset) }
            _ = try document(depth: depth + 1)
        case 0x11: _ = try take(8, before: end)
        case 0x13: _ = try take(16, before: end)
        case 0x7F, 0xFF: break
        default: throw BSONError(.unknownType, at: offset)
        }
    }

    // MARK: Parts

    private mutating func take(_ count: Int, before end: Int) throws(BSONError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= end - offset else { throw BSONError(.truncated, at: offset) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    private mutating func int32() throws(BSONError) -> Int32 {
        let part = try take(4, before: bytes.count)
        return Int32(bitPattern: part.reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }

    private mutating func int64() throws(BSONError) -> Int64 {
        let part = try take(8, before: bytes.count)
        return Int64(bitPattern: part.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Bytes up to a zero byte, which is passed.
    private mutating func terminated(before end: Int) throws(BSONError) -> ArraySlice<UInt8> {
        guard let zero = bytes[offset..<max(offset, end)].firstIndex(of: 0) else { throw BSONError(.missingEnd, at: offset) }
        defer { offset = zero + 1 }
        return bytes[offset..<zero]
    }

    /// A text with its length before it and a zero byte behind it; it may have zero bytes inside.
    private mutating func text(before end: Int) throws(BSONError) -> [UInt8] {
        let start = offset
        let length = Int(try int32())
        guard length >= 1, length <= end - offset else { throw BSONError(.badLength, at: start) }
        let part = try take(length, before: end)
        guard part.last == 0 else { throw BSONError(.missingEnd, at: offset - 1) }
        return Array(part.dropLast())
    }

    private mutating func binary(before end: Int) throws(BSONError) -> [UInt8] {
        let start = offset
        let length = Int(try int32())
        guard length >= 0, length < end - offset else { throw BSONError(.badLength, at: start) }
        let subtype = try take(1, before: end).first
        // The old form has its length a second time.
        guard subtype == 2 else { return Array(try take(length, before: end)) }
        guard length >= 4, Int(try int32()) == length - 4 else { throw BSONError(.badLength, at: start) }
        return Array(try take(length - 4, before: end))
    }

    private mutating func objectID(before end: Int) throws(BSONError) -> ObjectID {
        let start = offset
        guard let id = ObjectID(bytes: try take(12, before: end)) else { throw BSONError(.truncated, at: start) }
        return id
    }

    private mutating func bool(before end: Int) throws(BSONError) -> Bool {
        let start = offset
        switch try take(1, before: end).first {
        case 0: return false
        case 1: return true
        default: throw BSONError(.badBoolean, at: start)
        }
    }
}
