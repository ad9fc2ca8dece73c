import Documents
import Model
import Storage

/// Runs of services, as commands ask for them.
extension Workspace {
    /// Types that are never looked at after an upload (crits-resources-2.md 0.8).
    private static let withoutTriage: Set<String> = [ObjectTypes.signature.name]
    /// Types of which one without any result counts as new.
    private static let untilAnalysed: Set<String> = [ObjectTypes.sample.name, ObjectTypes.certificate.name]
    /// How far services follow what services found.
    private static let deepestTriage = 3

    /// Puts a run into the queue together with its empty result; gives both names of the result.
    func queueAnalysis(
        _ service: ServiceRecord, config: Document, of object: ObjectReference, _ priority: AnalysisTask.Priority
    ) throws -> (id: ObjectID, analysisID: String) {
        let analysisID = randomUUID()
        let head: Document = [
            "schema_version": .integer(ObjectTypes.analysisResult.schemaVersion), "analysis_id": .string(analysisID),
            "service_name": .string(service.name), "version": .string(service.version), "distributed": .boolean(service.isDistributed),
            "analyst": .string(caller.username), "object_type": .string(object.type.name), "object_id": .string(object.id.description),
            "config": .document(config), "start_date": .string(now.documentText), "status": "started", "log": .list([]),
            "results": .list([]),
        ]
        let id = transaction.newID()
        try transaction.insert(
            type: ObjectTypes.analysisResult, id: id, identities: ObjectIdentity.all(of: ObjectTypes.analysisResult, head: head),
            head: head)
        try transaction.putTask(
            AnalysisTask(
                id: id, service: service.name, isDistributed: service.isDistributed, priority: priority, depth: options.triageDepth,
                due: now))
        return (id, analysisID)
    }

    /// Why a service does not take an object; nil when it does (crits-resources-2.md 9.6, step 7).
    func reason(against service: ServiceRecord, of type: ObjectType, head: Document) throws -> String? {
        guard let input = try AnalysisInput(type, head, file: { try transaction.file($0) }) else {
            return "\(service.name) needs content, and the object has none."
        }
        guard service.content != .anything else { return nil }
        let beginning: [UInt8]
        switch input {
        case .file(let reference):
            beginning = try transaction.beginning(of: reference.sha256, count: AnalyserDescription.Content.beginning)
        case .text(let bytes): beginning = Array(bytes.prefix(AnalyserDescription.Content.beginning))
        }
        return service.content.matches(beginning) ? nil : "\(service.name) needs a \(service.content.label)."
    }

    /// Queues the services that look at every upload; what none of them takes is no error.
    func triage(_ draft: ObjectDraft, isNew: Bool) throws {
        guard !options.triage.isEmpty, options.triageDepth <= Self.deepestTriage, draft.type.growingLists.contains(.relationships),
            !Self.withoutTriage.contains(draft.type.name)
        else { return }
        let services = options.triage.filter { $0.isOnTriage && $0.supports(draft.type) }
        guard !services.isEmpty, try isNew || isUntouched(draft) else { return }
        for service in services where try reason(against: service, of: draft.type, head: draft.head) == nil {
            _ = try queueAnalysis(service, config: service.config, of: draft.reference, .triage)
        }
    }

    private func isUntouched(_ draft: ObjectDraft) throws -> Bool {
        guard Self.untilAnalysed.contains(draft.type.name) else { return false }
        return try !transaction.exists(ObjectTypes.analysisResult, identity: ObjectIdentity.ofAnalysed(draft.id.description))
    }
}
