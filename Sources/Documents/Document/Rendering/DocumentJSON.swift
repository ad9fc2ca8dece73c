/// Documents as JSON for clients (crits-api.md 6.2).
enum DocumentJSON {
    static func append(_ value: DocumentValue?, to output: inout [UInt8]) {
        guard let value else { return output += "null".utf8 }
        var writer = JSONWriter(capacity: 0)
        write(value, to: &writer)
        output += writer.bytes
    }

    private static func write(_ value: DocumentValue, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .double(let number): writer.double(number)
        case .boolean(let isTrue): writer.bool(isTrue)
        case .date(let date): writer.string(date.documentText)
        case .list(let elements):
            writer.beginArray()
            for element in elements { write(element, to: &writer) }
            writer.endArray()
        case .document(let document):
            writer.beginObject()
            for field in document.fields {
                writer.name(text: field.name)
                write(field.value, to: &writer)
            }
            writer.endObject()
        }
    }
}
