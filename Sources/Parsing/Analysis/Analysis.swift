import Documents

/// What an analyser found, as it gathers.
struct Analysis {
    /// Entries with `subtype`, `result` and keys of their own (crits-resources-2.md 9.2).
    private(set) var results: [Document] = []
    /// Lines with `level` and `message`.
    private(set) var log: [Document] = []
    /// Files found inside or made of the content.
    private(set) var files: [(name: String, content: [UInt8])] = []
    /// Whether it ends with the status `error`: a line of the level `error` or `critical` was logged.
    private(set) var failed = false

    /// Adds an entry.
    mutating func add(_ subtype: String, _ result: DocumentValue, _ details: Document = Document()) {
        var entry = details
        entry["subtype"] = .string(subtype)
        entry["result"] = result
        results.append(entry)
    }

    /// Adds a line of log: `debug`, `info`, `warning`, `error` or `critical`.
    mutating func note(_ level: String, _ message: String) {
        log.append(["level": .string(level), "message": .string(message)])
        if level == "error" || level == "critical" { failed = true }
    }

    /// Adds a file.
    mutating func add(file name: String, _ content: [UInt8]) {
        files.append((name, content))
    }
}
