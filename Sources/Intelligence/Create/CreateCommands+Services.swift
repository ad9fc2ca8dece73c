import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `services`: what an external worker reports of a running analysis (crits-resources-2.md 9).
    static func addAnalysisResults(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        if let action = try parameters.text("action") { return try WorkerCommands.run(action, workspace, parameters) }
        // The answer's type is the object's, as far as the request names it.
        let typeName = (parameters.values["object_type"]?.scalarText ?? "").trimmed
        let type = ObjectTypes.topLevel(typeName)
        do {
            guard let id = try parameters.text("object_id"), let analysis = try parameters.text("analysis_id"), !typeName.isEmpty
            else { throw Objection("Parameters object_type, object_id and analysis_id are required.") }
            guard let type else { throw Objection("Object for the results not found.") }
            try workspace.require("\(type.name).services_execute")
            let report = try AnalysisReport(parameters)
            guard let object = try workspace.visible(type, id: id) else { throw Objection("Object for the results not found.") }
            if !report.isEmpty {
                guard let stored = try workspace.analysis(analysis, of: object) else {
                    throw Objection("Analysis task not found.", id: object.id)
                }
                var draft = stored
                try workspace.checkClaim(parameters, on: draft, ends: report.isEnd)
                try report.fill(&draft, now: workspace.now)
                try workspace.save(&draft)
            }
            return Outcome(code: 0, type: type.name, id: object.id, message: "")
        } catch let objection as Objection {
            throw Refusal(.refused(type?.name ?? typeName.shortened, objection.message, id: objection.id))
        }
    }
}

/// Entries, a log line and an end of an analysis, checked (crits-resources-2.md 9.1, 9.2).
struct AnalysisReport {
    private var entries: [Document] = []
    private var logMessage: String?
    private var logLevel = "info"
    /// The status it ends with; nil while it goes on.
    private var finalStatus: String?

    var isEmpty: Bool { entries.isEmpty && logMessage == nil && finalStatus == nil }
    var isEnd: Bool { finalStatus != nil }

    /// Most lines of log of one result.
    private static let maximumLines = 10_000
    /// Characters of one line; what is longer is cut.
    private static let maximumLine = 10_000

    static let levels: Set<String> = ["debug", "info", "warning", "error", "critical"]

    init(_ parameters: Parameters) throws(Objection) {
        entries = try parameters.flag("result_is_batch") ? Self.batch(parameters) : Self.single(parameters)
        logMessage = try parameters.untrimmedText("log_message").map { String($0.prefix(Self.maximumLine)) }
        if let level = try parameters.text("log_level"), Self.levels.contains(level) { logLevel = level }
        if parameters.flag("finish") {
            let status = try parameters.text("status") ?? "completed"
            guard status == "completed" || status == "error" else { throw Objection("Invalid status: \(status.shortened)") }
            finalStatus = status
        }
    }

    /// Appends to an analysis, or ends it.
    func fill(_ draft: inout ObjectDraft, now: Timestamp) throws(Objection) {
        if !entries.isEmpty {
            let results = (draft.head["results"]?.list ?? []) + entries.map { .document($0) }
            draft.head["results"] = .list(results)
            guard results.count <= AnalysisEnding.maximumEntries else { throw Objection("There are too many results.") }
        }
        if logMessage != nil, (draft.head["log"]?.list?.count ?? 0) >= Self.maximumLines { throw Objection("The log is full.") }
        if let logMessage {
            let line: Document = ["message": .string(logMessage), "level": .string(logLevel), "datetime": .string(now.documentText)]
            draft.head["log"] = .list((draft.head["log"]?.list ?? []) + [.document(line)])
        }
        if !entries.isEmpty || logMessage != nil, StoredDocument.encode(draft.head).count > AnalysisEnding.maximumBytes {
            throw Objection("There are too many results.")
        }
        if let finalStatus {
            draft.set("status", finalStatus)
            draft.set("finish_date", now.documentText)
        }
    }

    private static func single(_ parameters: Parameters) throws(Objection) -> [Document] {
        guard let result = parameters.values["result"], result != .string(""), result != .list([]) else { return [] }
        guard let type = parameters.values["result_type"], type != .string(""), let subtype = try parameters.text("result_subtype")
        else { throw Objection("result needs result_type and result_subtype.") }
        return [entry(result, type, .string(subtype))]
    }

    private static func batch(_ parameters: Parameters) throws(Objection) -> [Document] {
        guard let posted = parameters.values["result"], posted != .string("") else { return [] }
        guard parameters.values["result_type"] != nil, parameters.values["result_subtype"] != nil else {
            throw Objection("result needs result_type and result_subtype.")
        }
        let results = try list(parameters, "result")
        let types = try list(parameters, "result_type")
        let subtypes = try list(parameters, "result_subtype")
        guard results.count == types.count, types.count == subtypes.count else {
            throw Objection("The three batch lists differ in length.")
        }
        return results.indices.map { entry(results[$0], types[$0], subtypes[$0]) }
    }

    private static func list(_ parameters: Parameters, _ name: String) throws(Objection) -> [DocumentValue] {
        switch parameters.values[name] {
        case .list(let elements): return elements
        case .string(let text):
            guard case .list(let elements) = LiteralReader.read(text) else { throw Objection("Batch values must be JSON lists.") }
            return elements
        default: throw Objection("Batch values must be JSON lists.")
        }
    }

    /// An entry: the keys of an object given as the type, or the type as text; `subtype` and `result` can't be overridden.
    private static func entry(_ result: DocumentValue, _ type: DocumentValue, _ subtype: DocumentValue) -> Document {
        var entry = Document()
        if let keys = type.document ?? type.string.flatMap(LiteralReader.read)?.document {
            entry = keys
        } else {
            entry["type"] = .string(type.scalarText ?? "")
        }
        entry["subtype"] = subtype
        entry["result"] = result
        return entry
    }
}

extension Workspace {
    /// A claim that is named must hold, and holds longer with each report; the end of a run takes its task out of the queue.
    fileprivate func checkClaim(_ parameters: Parameters, on analysis: ObjectDraft, ends: Bool) throws {
        let claim = try parameters.text("claim")
        guard claim != nil || ends else { return }
        var task = try transaction.task(analysis.id)
        if let claim {
            guard task?.claimant == claim else { throw Objection("The claim has run out.") }
            task?.due = now.adding(seconds: try WorkerCommands.lease(parameters))
        }
        if ends {
            try transaction.removeTask(analysis.id)
        } else if let task {
            try transaction.putTask(task)
        }
    }

    /// A running analysis of an object; nil when there is none of that id, or it is of another object.
    fileprivate func analysis(_ id: String, of object: ObjectReference) throws -> ObjectDraft? {
        guard let draft = try find(ObjectTypes.analysisResult, ObjectIdentity.of(canonicalUUID(id) ?? id)),
            draft.text("object_type") == object.type.name, draft.text("object_id") == object.id.description
        else { return nil }
        return draft
    }
}
