import Documents
import Model

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values of a CRITs database in the form in which documents hold them here; nil for what stands for nothing.
enum CritsValue {
    /// A value of a field, by what the field holds.
    static func value(_ value: BSONValue, as kind: ObjectField.Kind, at path: String) throws(CritsFault) -> DocumentValue? {
        if value == .null { return nil }
        switch kind {
        case .string, .reference, .file: return .string(try text(value, at: path))
        case .integer: return .integer(try integer(value, at: path))
        case .double: return try double(value, at: path)
        case .boolean: return .boolean(try boolean(value, at: path))
        case .date: return .date(try date(value, at: path))
        case .uuid: return .string(try uuid(value, at: path))
        case .strings: return try list(value, at: path) { element, path throws(CritsFault) in .string(try text(element, at: path)) }
        case .shape(let fields): return .document(try shape(value, fields, at: path))
        case .shapes(let fields):
            return try list(value, at: path) { element, path throws(CritsFault) in .document(try shape(element, fields, at: path)) }
        case .anything: return try free(value, at: path)
        }
    }

    /// A value of any kind.
    static func free(_ value: BSONValue, at path: String) throws(CritsFault) -> DocumentValue? {
        switch value {
        case .null: return nil
        case .bool(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .double(let value): return .double(value)
        case .string, .objectID: return .string(try text(value, at: path))
        case .date: return .date(try date(value, at: path))
        case .binary(let bytes): return .string(Data(bytes).base64EncodedString())
        case .array: return try list(value, at: path) { element, path throws(CritsFault) in try free(element, at: path) }
        case .document: return .document(try shape(value, [], at: path))
        case .other(let type): throw CritsFault(path, "a value of the BSON type \(type), which no document can hold here")
        }
    }

    /// A document whose fields are known; what else it holds stays as it is.
    static func shape(_ value: BSONValue, _ fields: [ObjectField], at path: String) throws(CritsFault) -> Document {
        guard case .document(let document) = value else { throw CritsFault(path, "not a document") }
        var result = Document()
        for member in document.members {
            let inner = "\(path).\(member.name)"
            let kind = fields.first { $0.key == member.name }?.kind ?? .anything
            result[member.name] = try self.value(member.value, as: kind, at: inner)
        }
        return result
    }

    /// The elements of a list; a single value is a list of one.
    private static func list(
        _ value: BSONValue, at path: String, _ read: (BSONValue, String) throws(CritsFault) -> DocumentValue?
    ) throws(CritsFault) -> DocumentValue {
        guard case .array(let elements) = value else {
            return .list(try read(value, path).map { [$0] } ?? [])
        }
        var result: [DocumentValue] = []
        for (index, element) in elements.enumerated() where element != .null {
            if let value = try read(element, "\(path).\(index)") { result.append(value) }
        }
        return .list(result)
    }

    static func text(_ value: BSONValue, at path: String) throws(CritsFault) -> String {
        switch value {
        case .string:
            guard let text = value.text else { throw CritsFault(path, "not UTF-8") }
            return text
        case .objectID(let id): return id.description
        case .integer(let number): return String(number)
        case .double(let number): return String(number)
        case .bool(let value): return value ? "true" : "false"
        case .date: return try date(value, at: path).documentText
        default: throw CritsFault(path, "not a text")
        }
    }

    private static func integer(_ value: BSONValue, at path: String) throws(CritsFault) -> Int64 {
        if let number = value.integer ?? value.text.flatMap({ Int64($0) }) { return number }
        throw CritsFault(path, "not a whole number")
    }

    private static func double(_ value: BSONValue, at path: String) throws(CritsFault) -> DocumentValue {
        if case .double(let number) = value { return .double(number) }
        return .integer(try integer(value, at: path))
    }

    private static func boolean(_ value: BSONValue, at path: String) throws(CritsFault) -> Bool {
        if case .bool(let value) = value { return value }
        if let number = value.integer { return number != 0 }
        throw CritsFault(path, "not a truth value")
    }

    private static func date(_ value: BSONValue, at path: String) throws(CritsFault) -> Timestamp {
        if let time = value.time { return time.cutToMilliseconds }
        if let time = value.text.flatMap({ LenientDate.parse($0, now: .now) }) { return time.cutToMilliseconds }
        throw CritsFault(path, "not a date")
    }

    /// UUIDs are binaries of 16 bytes, whose subtype does not matter for what CRITs writes.
    private static func uuid(_ value: BSONValue, at path: String) throws(CritsFault) -> String {
        guard case .binary(let bytes) = value else {
            let text = try text(value, at: path)
            return canonicalUUID(text) ?? text
        }
        guard bytes.count == 16 else { throw CritsFault(path, "not a UUID") }
        let digits = Hexadecimal.encode(bytes)
        var groups: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }
}
