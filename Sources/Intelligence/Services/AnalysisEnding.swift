import Documents
import Model
import Storage

/// The end of a run in its result, and of its task in the queue, within one transaction (crits-resources-2.md 9.6).
struct AnalysisEnding {
    let transaction: any ObjectTransaction
    let task: AnalysisTask

    /// Most entries and bytes of one result; more is left out, with a line of log.
    static let maximumEntries = 10_000
    static let maximumBytes = 4 << 20
    private static let maximumLines = 1_000

    /// Ends a run with what it found.
    func complete(_ analysis: ReadAnalysis, adding entries: [Document], notes: [Document], began: Timestamp) throws {
        try end { head in
            append(line("info", "Starting Analysis", at: began), to: &head)
            let (kept, isCut) = Self.bounded(analysis.results + entries)
            head["results"] = .list(kept.map { .document($0) })
            for entry in analysis.log.prefix(Self.maximumLines) {
                append(line(Self.level(entry["level"]?.string), entry["message"]?.string ?? ""), to: &head)
            }
            for note in notes { append(note, to: &head) }
            if isCut { append(line("warning", "More results were found than are kept."), to: &head) }
            append(line("info", "Analysis complete"), to: &head)
            return analysis.failed || analysis.log.contains { ["error", "critical"].contains($0["level"]?.string) }
        }
    }

    /// Ends a run that gave nothing; `began` is nil where no start was noted.
    func fail(_ reason: String, began: Timestamp?, prefix: String = "Error running service: ") throws {
        try end { head in
            if let began { append(line("info", "Starting Analysis", at: began), to: &head) }
            append(line("error", prefix + reason), to: &head)
            append(line("info", "Analysis complete"), to: &head)
            return true
        }
    }

    /// Puts a run off that failed, for reasons that may pass.
    func putOff(_ reason: String, seconds: Int) throws {
        guard var head = try transaction.head(of: ObjectTypes.analysisResult, id: task.id) else {
            return try transaction.removeTask(task.id)
        }
        append(line("warning", "Attempt \(task.attempts) failed: \(reason). The next is in \(seconds) s."), to: &head)
        try save(head)
        var waiting = task
        waiting.claimant = nil
        waiting.due = transaction.now.adding(seconds: seconds)
        try transaction.putTask(waiting)
    }

    /// A line of log as it is stored.
    func line(_ level: String, _ message: String, at time: Timestamp? = nil) -> Document {
        [
            "message": .string(message), "datetime": .string((time ?? transaction.now).documentText), "level": .string(level),
        ]
    }

    /// The result of a task may be gone with its object.
    private func end(_ change: (inout Document) throws -> Bool) throws {
        if var head = try transaction.head(of: ObjectTypes.analysisResult, id: task.id) {
            let hasFailed = try change(&head)
            head["status"] = .string(hasFailed ? "error" : "completed")
            head["finish_date"] = .string(transaction.now.documentText)
            try save(head)
        }
        try transaction.removeTask(task.id)
    }

    private func save(_ head: Document) throws {
        try transaction.replaceHead(
            of: ObjectTypes.analysisResult, id: task.id,
            identities: ObjectIdentity.all(of: ObjectTypes.analysisResult, head: head), head: head)
    }

    private func append(_ line: Document, to head: inout Document) {
        head["log"] = .list((head["log"]?.list ?? []) + [.document(line)])
    }

    private static func level(_ text: String?) -> String {
        guard let text, AnalysisReport.levels.contains(text) else { return "info" }
        return text
    }

    /// As many entries as a result may hold, each with a subtype and a result.
    private static func bounded(_ entries: [Document]) -> (kept: [Document], isCut: Bool) {
        var kept: [Document] = []
        var bytes = 0
        for var entry in entries {
            if entry["subtype"]?.string == nil { entry["subtype"] = "" }
            if entry["result"] == nil { entry["result"] = "" }
            bytes += StoredDocument.encode(entry).count
            if kept.count == maximumEntries || bytes > maximumBytes { return (kept, true) }
            kept.append(entry)
        }
        return (kept, false)
    }
}
