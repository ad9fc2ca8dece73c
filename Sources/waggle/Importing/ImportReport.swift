import Collection
import Documents

/// What came of an import, for people and for scripts.
struct ImportReport {
    var total: ImportCounts
    /// What came of each collection of a dump.
    var collections: [(name: String, counts: ImportCounts)]
    /// Sessions of a Cowrie that have not ended yet.
    var openSessions = 0

    /// A line for each collection, and one for everything.
    var text: String {
        var lines = collections.map { "\($0.name): \(ImportReport.text($0.counts))" }
        if openSessions > 0 { lines.append("\(openSessions) sessions have not ended yet; import the log again later") }
        lines.append(ImportReport.text(total))
        return lines.joined(separator: "\n")
    }

    private static func text(_ counts: ImportCounts) -> String {
        "\(counts.imported) imported, \(counts.skipped) skipped, \(counts.refused) refused"
    }

    /// `{"imported", "skipped", "refused", "collections": {name: the same}, "open_sessions"}`; the last two where there are any.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        ImportReport.write(total, to: &writer)
        if !collections.isEmpty {
            writer.name("collections")
            writer.beginObject()
            for (name, counts) in collections {
                writer.name(text: name)
                writer.beginObject()
                ImportReport.write(counts, to: &writer)
                writer.endObject()
            }
            writer.endObject()
        }
        if openSessions > 0 {
            writer.name("open_sessions")
            writer.integer(openSessions)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ counts: ImportCounts, to writer: inout JSONWriter) {
        for (name, count) in [("imported", counts.imported), ("skipped", counts.skipped), ("refused", counts.refused)] {
            writer.name(text: name)
            writer.integer(count)
        }
    }
}
