import Documents
import Model
import Storage

/// `run_service` (crits-actions.md 4.11; crits-resources-2.md 9.6): puts a run into the queue.
enum ServiceActions {
    private static let executions = ["local", "process", "thread", "process_pool", "thread_pool"]

    static func run(_ context: inout ActionContext) throws -> Document? {
        let name = try context.arguments.filledText("name")
        _ = try context.arguments.word("execute", of: executions, message: "Invalid execute")
        let given = context.arguments.has("custom_config") ? try context.arguments.document("custom_config") : Document()
        if let secret = given.fields.map(\.name).first(where: SecretOption.isSecret) {
            throw ActionRefusal("The setting \(secret) is secret: an administrator gives it to the service.")
        }
        guard let id = try context.transaction.ids(of: ObjectTypes.service, identity: ObjectIdentity.of(name)).first,
            let service = try context.transaction.head(of: ObjectTypes.service, id: id).flatMap({ ServiceRecord($0) }),
            service.isOffered
        else { throw ActionRefusal("Service \(name) is unknown or not enabled.") }
        guard service.supports(context.type) else {
            throw ActionRefusal("Service not supported for type '\(context.type.name)'")
        }
        let workspace = Workspace(caller: context.caller, options: context.options, transaction: context.transaction)
        if let reason = try workspace.reason(against: service, of: context.type, head: context.head) { throw ActionRefusal(reason) }
        let config: Document
        do throws(Objection) {
            config = try ServiceConfig.merge(given, over: service.config, isOpen: service.isDistributed)
        } catch {
            throw ActionRefusal(error.message)
        }
        let queued = try workspace.queueAnalysis(
            service, config: config, of: ObjectReference(context.type, context.id), .interactive)
        return ["analysis_id": .string(queued.analysisID), "status": "started"]
    }

    /// Whether the caller wants to wait for the end (crits-actions.md 4.11).
    static func waits(_ arguments: ActionArguments) -> Bool {
        let execution = (try? arguments.word("execute", of: executions, message: "")) ?? nil
        return (execution ?? "local") == "local"
    }
}
