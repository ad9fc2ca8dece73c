import Documents
import HTTPTypes
import Hummingbird
import Intelligence
import Model
import Storage

/// Answers POST and PATCH with their envelopes, which are always JSON (crits-api.md 8 and 9).
struct ObjectWriting: Sendable {
    let objects: any ObjectStore & BlobStore
    let parsing: (any FileParsing)?
    let analyses: AnalysisRunner?
    let caller: Caller
    let options: CommandOptions
    /// Puts a name on the list of signature dependencies (crits-actions.md 7.1).
    let addDependency: @Sendable (String) async throws -> Void
    /// Status of an accepted POST (ruling 1).
    let successStatus: Int

    /// Makes or extends an object.
    func create(_ resource: String, _ body: RequestBody) async throws -> Response {
        // Who may not post it is refused before anything is done with the files.
        let parameters =
            CreateCommands.mayRun(resource, caller)
            ? try await PreparedParameters(resource, body, objects: objects, parsing: parsing).parameters
            : Intelligence.Parameters(body.values)
        let outcome: Intelligence.Outcome
        do {
            outcome = try await objects.change { [caller, options] transaction in
                try CreateCommands.run(
                    resource: resource, parameters: parameters, caller: caller, options: options, transaction: transaction)
            }
        } catch let refusal as Intelligence.Refusal {
            outcome = refusal.outcome
        }
        var envelope = ObjectWriting.envelope(outcome)
        if let id = outcome.id, let type = ObjectTypes.named(outcome.type) {
            envelope["url"] = .string("/api/v1/\(type.resource)/\(id)/")
        }
        return ObjectWriting.response(envelope, status: outcome.code == 0 ? successStatus : 200)
    }

    /// Runs an action on an object.
    func change(_ resource: String, _ idText: String, _ query: QueryParameters, _ body: RequestBody) async throws -> Response {
        guard let type = ObjectTypes.resource(resource), let id = ObjectID(idText) else { throw Refusal.threatNotFound }
        var arguments = query.arguments
        for field in body.values.fields { arguments[field.name] = field.value }
        let action = body.values["action"] ?? query["action"].map(DocumentValue.string)
        for name in ["action", "username", "api_key"] { arguments[name] = nil }
        let outcome = try await ActionCommands.run(
            action?.string, on: type, id: id, arguments: arguments, caller: caller, options: options, in: objects)
        guard var outcome else { throw Refusal.threatNotFound }
        if outcome.code == 0, action == "update_dependency" { try await noteDependencies(arguments) }
        if outcome.code == 0, action == "run_service" { await follow(&outcome, arguments) }
        return ObjectWriting.response(ObjectWriting.envelope(outcome), status: 200)
    }

    /// Waits for the end of a run that is to be waited for (crits-actions.md 4.11).
    private func follow(_ outcome: inout Intelligence.Outcome, _ arguments: Document) async {
        guard let analyses, var object = outcome.extra["object"]?.document, let id = object["analysis_id"]?.string else { return }
        guard ActionCommands.waitsForService(arguments) else { return analyses.wake() }
        object["status"] = .string(await analyses.wait(for: id))
        outcome.extra["object"] = .document(object)
    }

    /// Names that the system does not know yet are offered from now on.
    private func noteDependencies(_ arguments: Document) async throws {
        let names = try Intelligence.ActionCommands.dependencies(arguments)
        let known = Set(options.items.signatureDependencies.map(\.name))
        for name in names where !known.contains(name) { try await addDependency(name) }
    }

    private static func envelope(_ outcome: Intelligence.Outcome) -> Document {
        var envelope = outcome.extra
        envelope["return_code"] = .integer(Int64(outcome.code))
        envelope["type"] = .string(outcome.type)
        envelope["id"] = .string(outcome.id?.description ?? "")
        envelope["message"] = .string(outcome.message)
        return envelope
    }

    private static func response(_ envelope: Document, status: Int) -> Response {
        Response.json(DocumentFormat.json.detail(envelope), status: HTTPResponse.Status(code: status))
    }
}
