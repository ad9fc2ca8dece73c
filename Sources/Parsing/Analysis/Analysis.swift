import Documents

/// What an analyser found, as it gathers. It keeps within limits by itself: what goes beyond them is left out, and a line of log
/// says so.
struct Analysis {
    /// Entries kept of an analysis.
    static let maximumResults = 10_000
    /// Bytes of all entries together, as they are stored.
    static let maximumResultBytes = 8 << 20
    /// Lines kept of its log.
    static let maximumLines = 500
    /// Files kept, and bytes of all of them together.
    static let maximumFiles = 200
    static let maximumFileBytes = 128 << 20

    /// Entries with `subtype`, `result` and keys of their own (crits-resources-2.md 9.2).
    private(set) var results: [Document] = []
    /// Lines with `level` and `message`.
    private(set) var log: [Document] = []
    /// Files found inside or made of the content.
    private(set) var files: [(name: String, content: [UInt8])] = []
    /// Whether it ends with the status `error`: a line of the level `error` or `critical` was logged.
    private(set) var failed = false
    private var resultBytes = 0
    private var fileBytes = 0

    /// Whether no more entries are kept.
    var isFull: Bool { results.count >= Analysis.maximumResults }

    /// Adds an entry; `subtype` and `result` can't be overridden by the details.
    mutating func add(_ subtype: String, _ result: DocumentValue, _ details: Document = Document()) {
        guard !isFull else { return leaveOut("more than \(Analysis.maximumResults) results") }
        var entry = details
        entry["subtype"] = .string(subtype)
        entry["result"] = result
        let size = StoredDocument.encode(entry).count
        guard size <= Analysis.maximumResultBytes - resultBytes else {
            return leaveOut("results of more than \(Analysis.maximumResultBytes) bytes together")
        }
        resultBytes += size
        results.append(entry)
    }

    /// Adds an entry whose result is text.
    mutating func add(_ subtype: String, text: String, _ details: Document = Document()) {
        add(subtype, .string(text), details)
    }

    /// Adds a line of log: `debug`, `info`, `warning`, `error` or `critical`.
    mutating func note(_ level: String, _ message: String) {
        if level == "error" || level == "critical" { failed = true }
        guard log.count < Analysis.maximumLines else { return }
        log.append(["level": .string(level), "message": .string(message)])
    }

    /// Adds a file.
    mutating func add(file name: String, _ content: [UInt8]) {
        guard files.count < Analysis.maximumFiles else { return leaveOut("more than \(Analysis.maximumFiles) files") }
        guard content.count <= Analysis.maximumFileBytes - fileBytes else {
            return leaveOut("files of more than \(Analysis.maximumFileBytes) bytes together")
        }
        fileBytes += content.count
        files.append((name, content))
    }

    /// Says once what was left out.
    private mutating func leaveOut(_ what: String) {
        let message = "left out: \(what)"
        if log.last?["message"]?.string != message { note("warning", message) }
    }
}
