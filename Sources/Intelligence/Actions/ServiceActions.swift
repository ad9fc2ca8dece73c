import Documents
import Model
import Storage

/// `run_service` (crits-actions.md 4.11): records the task; a service's worker takes it from there.
enum ServiceActions {
    private static let executions = ["local", "process", "thread", "process_pool", "thread_pool"]

    static func run(_ context: inout ActionContext) throws -> Document? {
        let name = try context.arguments.filledText("name")
        _ = try context.arguments.word("execute", of: executions, message: "Invalid execute")
        let config = context.arguments.has("custom_config") ? try context.arguments.document("custom_config") : Document()
        let service = try service(named: name, context)
        let types = (service["supported_types"]?.list ?? []).compactMap(\.string)
        guard types.contains(context.type.name) || types.contains("all") else {
            throw ActionRefusal("Service not supported for type '\(context.type.name)'")
        }
        let task = randomUUID()
        let start = context.now.documentText
        var merged = service["config"]?.document ?? Document()
        for field in config.fields { merged[field.name] = field.value }
        let result: Document = [
            "schema_version": .integer(ObjectTypes.analysisResult.schemaVersion), "analysis_id": .string(task),
            "service_name": .string(name), "version": service["version"] ?? "", "distributed": false,
            "analyst": .string(context.caller.username), "object_type": .string(context.type.name),
            "object_id": .string(context.id.description), "config": .document(merged), "start_date": .string(start),
            "status": "started", "log": .list([]), "results": .list([]),
        ]
        try context.transaction.insert(
            type: ObjectTypes.analysisResult, id: context.transaction.newID(),
            identities: ObjectIdentity.all(of: ObjectTypes.analysisResult, head: result), head: result)
        return ["analysis_id": .string(task), "status": "started"]
    }

    private static func service(named name: String, _ context: ActionContext) throws -> Document {
        guard let id = try context.transaction.ids(of: ObjectTypes.service, identity: ObjectIdentity.of(name)).first,
            let service = try context.transaction.head(of: ObjectTypes.service, id: id), service["enabled"] == .boolean(true),
            service["status"] == "available"
        else { throw ActionRefusal("Service \(name) is unknown or not enabled.") }
        return service
    }
}
