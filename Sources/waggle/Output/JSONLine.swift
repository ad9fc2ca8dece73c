import Documents

/// Counts for scripts, as one line.
enum JSONLine {
    /// An object of numbers.
    static func object(_ fields: [(name: String, value: Int)]) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for field in fields {
            writer.name(text: field.name)
            writer.integer(field.value)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
