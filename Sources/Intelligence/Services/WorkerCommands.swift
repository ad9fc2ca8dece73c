import Documents
import Model
import Storage

/// What a worker outside asks for beside pushing results: POST `services` with `action` (Docs/Services.md).
enum WorkerCommands {
    private static let leases = 1...3_600
    private static let usualLease = 60

    static func run(_ action: String, _ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        switch action {
        case "claim": return try claim(workspace, parameters)
        case "heartbeat": return try heartbeat(workspace, parameters)
        case "release": return try release(workspace, parameters)
        default: throw Objection("Invalid action: \(action.shortened)")
        }
    }

    /// Gives the next task of a service, of those on objects that the caller may see and run services on.
    private static func claim(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        guard let name = try parameters.text("service") else { throw Objection.missing("service") }
        guard let service = try ServiceRegistry.find(name, workspace.transaction)?.record, service.isOffered else {
            throw Objection("Service \(name.shortened) is unknown or not enabled.")
        }
        guard service.isDistributed else { throw Objection("Service \(name.shortened) is run by the server.") }
        guard service.worker == nil || service.worker == workspace.caller.username else { throw Objection.noPermission }
        let lease = try lease(parameters)
        let claim = "worker/\(workspace.caller.username)/\(randomUUID())"
        let claims = AnalysisClaims(
            transaction: workspace.transaction, leaseSeconds: lease, maximumAttempts: workspace.options.serviceAttempts)
        let task = try claims.claim([service], by: claim, wanted: 1) { try mayHave($0, workspace) }.first
        guard let task, var analysis = try workspace.load(ObjectTypes.analysisResult, task.id) else {
            return Outcome(code: 0, type: "", message: "No task.")
        }
        note(task, in: &analysis, now: workspace.now)
        try workspace.save(&analysis)
        var outcome = Outcome(
            code: 0, type: analysis.text("object_type") ?? "", id: analysis.text("object_id").flatMap { ObjectID($0) }, message: "")
        outcome.extra["object"] = .document(
            description(of: task, analysis, service, lease: lease, claim: claim, workspace.options))
        return outcome
    }

    /// An earlier attempt's results would stand twice.
    private static func note(_ task: AnalysisTask, in analysis: inout ObjectDraft, now: Timestamp) {
        var line: Document = ["datetime": .string(now.documentText), "level": "info", "message": "Starting Analysis"]
        if task.attempts > 1 {
            analysis.head["results"] = .list([])
            line["level"] = "warning"
            line["message"] = .string("Starting Analysis, attempt \(task.attempts)")
        }
        analysis.head["log"] = .list((analysis.head["log"]?.list ?? []) + [.document(line)])
    }

    private static func description(
        of task: AnalysisTask, _ analysis: ObjectDraft, _ service: ServiceRecord, lease: Int, claim: String, _ options: CommandOptions
    ) -> Document {
        var config = analysis.head["config"]?.document ?? Document()
        if service.worker != nil {
            for field in service.secrets.fields {
                config[field.name] = field.value.string.flatMap { options.openSecret(service.name, field.name, $0) }.map(
                    DocumentValue.string)
            }
        }
        var object: Document = [
            "analysis_id": analysis.head["analysis_id"] ?? "", "service": .string(service.name), "version": .string(service.version),
            "object_type": analysis.head["object_type"] ?? "", "object_id": analysis.head["object_id"] ?? "",
            "analyst": analysis.head["analyst"] ?? "", "config": .document(config), "start_date": analysis.head["start_date"] ?? "",
            "attempt": .integer(Int64(task.attempts)), "claim": .string(claim), "lease": .integer(Int64(lease)),
        ]
        if let type = analysis.text("object_type").flatMap(ObjectTypes.named) {
            object["object_url"] = .string("/api/v1/\(type.resource)/\(analysis.text("object_id") ?? "")/")
        }
        return object
    }

    private static func mayHave(_ task: AnalysisTask, _ workspace: Workspace) throws -> Bool {
        guard let analysis = try workspace.load(ObjectTypes.analysisResult, task.id) else {
            try workspace.transaction.removeTask(task.id)
            return false
        }
        guard let type = analysis.text("object_type").flatMap(ObjectTypes.named), workspace.caller.may("\(type.name).services_execute"),
            workspace.caller.may("\(type.name).read"), let id = analysis.text("object_id")
        else { return false }
        return try workspace.visible(type, id: id) != nil
    }

    /// Puts off the end of a claim.
    private static func heartbeat(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        var (task, object) = try held(workspace, parameters)
        task.due = workspace.now.adding(seconds: try lease(parameters))
        try workspace.transaction.putTask(task)
        return Outcome(code: 0, type: object.type.name, id: object.id, message: "")
    }

    /// Gives a task back that can't be done now; it waits as after a failure.
    private static func release(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let (task, object) = try held(workspace, parameters)
        let reason = try parameters.text("log_message") ?? "the worker gave it back"
        let ending = AnalysisEnding(transaction: workspace.transaction, task: task)
        if task.attempts < workspace.options.serviceAttempts {
            try ending.putOff(reason, seconds: AnalysisRunner.pause(after: task.attempts))
        } else {
            try ending.fail(reason, began: nil)
        }
        return Outcome(code: 0, type: object.type.name, id: object.id, message: "")
    }

    /// The task that the caller's claim is on.
    private static func held(_ workspace: Workspace, _ parameters: Parameters) throws -> (AnalysisTask, ObjectReference) {
        let analysisID = try parameters.requiredText("analysis_id")
        let claim = try parameters.requiredText("claim")
        guard let analysis = try workspace.find(ObjectTypes.analysisResult, ObjectIdentity.of(canonicalUUID(analysisID) ?? analysisID)),
            let type = analysis.text("object_type").flatMap(ObjectTypes.named), let id = analysis.text("object_id"),
            let object = try workspace.visible(type, id: id)
        else { throw Objection("Analysis task not found.") }
        try workspace.require("\(type.name).services_execute")
        guard let task = try workspace.transaction.task(analysis.id), task.claimant == claim else {
            throw Objection("The claim has run out.", id: object.id)
        }
        return (task, object)
    }

    /// Seconds that a claim holds.
    static func lease(_ parameters: Parameters) throws(Objection) -> Int {
        guard let text = try parameters.text("lease") else { return usualLease }
        guard let seconds = Int(text), leases.contains(seconds) else {
            throw Objection("lease must be \(leases.lowerBound) to \(leases.upperBound) seconds.")
        }
        return seconds
    }
}
