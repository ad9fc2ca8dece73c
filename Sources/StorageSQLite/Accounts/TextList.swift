internal import Documents
internal import Storage

/// Lists of short texts in one column, as a JSON array.
enum TextList {
    static func encode(_ texts: some Sequence<String>) -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
        return writer.bytes
    }

    static func decode(_ row: PreparedStatement, _ column: Int32) throws -> [String] {
        do {
            return try JSONText(row.bytes(column)).root.elements.compactMap(\.string)
        } catch {
            throw StorageError(.corrupt, "a list of names in the store can't be read: \(error)")
        }
    }
}
