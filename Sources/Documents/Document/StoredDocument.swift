/// Documents as bytes in a store: JSON in which a date is `{"$date": milliseconds}` and a name that begins with `$` has one
/// more of it, so that every document is read back as it was.
public enum StoredDocument {
    /// Depth of the deepest document that can be read back: what clients may send, with room for what it is put into.
    private static let maximumDepth = 128

    /// The bytes of a document; dates are cut to milliseconds (ruling 35).
    public static func encode(_ document: Document) -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        write(document, to: &writer)
        return writer.take()
    }

    /// Reads a document back; an error means that the bytes were not written by ``encode(_:)``.
    public static func decode(_ bytes: [UInt8]) throws(StoredDocumentError) -> Document {
        guard let text = try? JSONText(bytes, maximumDepth: maximumDepth) else { throw .unreadable }
        return try document(text.root)
    }

    /// Writes a value as ``encode(_:)`` does.
    public static func write(_ value: DocumentValue, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .double(let number): write(number, to: &writer)
        case .boolean(let isTrue): writer.bool(isTrue)
        case .date(let date):
            writer.beginObject()
            writer.name("$date")
            writer.integer(date.milliseconds)
            writer.endObject()
        case .list(let elements):
            writer.beginArray()
            for element in elements { write(element, to: &writer) }
            writer.endArray()
        case .document(let document): write(document, to: &writer)
        }
    }

    private static func write(_ document: Document, to writer: inout JSONWriter) {
        writer.beginObject()
        for field in document.fields {
            writer.name(text: field.name.utf8.first == 0x24 ? "$" + field.name : field.name)
            write(field.value, to: &writer)
        }
        writer.endObject()
    }

    /// Of the numbers JSON has no word for, so that none becomes an absent value.
    private static func write(_ number: Double, to writer: inout JSONWriter) {
        guard !number.isFinite else { return writer.double(number) }
        writer.beginObject()
        writer.name("$double")
        writer.string("\(number)")
        writer.endObject()
    }

    /// Reads a value that ``write(_:to:)`` wrote.
    public static func value(_ view: JSONView) throws(StoredDocumentError) -> DocumentValue {
        switch view.kind {
        case .string: return .string(view.string ?? "")
        case .bool: return .boolean(view.bool ?? false)
        case .integer:
            guard let number = view.integer else { throw .unreadable }
            return .integer(number)
        case .real:
            guard let number = view.double else { throw .unreadable }
            return .double(number)
        case .null: throw .unreadable
        case .array:
            var elements: [DocumentValue] = []
            for element in view.elements { elements.append(try value(element)) }
            return .list(elements)
        case .object:
            if let tagged = try taggedValue(view) { return tagged }
            return .document(try document(view))
        }
    }

    /// What stands for a date or a number without a word in JSON; names of fields begin with two `$` or none.
    private static func taggedValue(_ view: JSONView) throws(StoredDocumentError) -> DocumentValue? {
        var members = view.members
        guard let first = members.next(), first.name.rawBytes.first == 0x24 else { return nil }
        if first.name.isString("$date") { return .date(try date(first.value)) }
        guard first.name.isString("$double") else { return nil }
        guard let number = first.value.string.flatMap(Double.init) else { throw .unreadable }
        return .double(number)
    }

    private static func date(_ view: JSONView) throws(StoredDocumentError) -> Timestamp {
        guard let milliseconds = view.integer else { throw .unreadable }
        let (microseconds, isTooLarge) = milliseconds.multipliedReportingOverflow(by: 1_000)
        guard !isTooLarge else { throw .unreadable }
        return Timestamp(microseconds: microseconds)
    }

    /// Reads a document out of a larger text.
    public static func document(_ view: JSONView) throws(StoredDocumentError) -> Document {
        guard view.kind == .object else { throw .unreadable }
        var fields: [Document.Field] = []
        fields.reserveCapacity(8)
        for member in view.members {
            guard var name = member.name.string else { throw .unreadable }
            if name.utf8.first == 0x24 { name = String(name.unicodeScalars.dropFirst()) }
            fields.append(Document.Field(name: name, value: try value(member.value)))
        }
        return Document(fields)
    }
}

/// Bytes of a store that are no document.
public enum StoredDocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not what ``StoredDocument/encode(_:)`` writes.
    case unreadable

    /// Never quotes what is stored.
    public var description: String { "a stored document can't be read" }
}
