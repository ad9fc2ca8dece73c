import Documents
import Model
import Storage

/// A task with all that its run needs, read from the store.
struct AnalysisJob: Sendable {
    let task: AnalysisTask
    let service: ServiceRecord
    let object: ObjectReference
    /// The object without its growing lists.
    let head: Document
    /// The settings of the run, with what the service gets out of the store.
    let config: Document
    let content: [UInt8]
    /// Whether the content goes on.
    let isCut: Bool
    /// On whose behalf; nil when the user is gone.
    let caller: Caller?
    let began: Timestamp
}

/// Why a task can't become a job.
enum AnalysisObstacle: Error, Sendable {
    /// The result went, with its object.
    case gone
    /// Trying again helps nothing.
    case hopeless(String)
}

extension AnalysisJob {
    /// Reads what belongs to a task. Throws ``AnalysisObstacle``, and what the store throws.
    init(
        _ task: AnalysisTask, service: ServiceRecord?, maximumBytes: Int, caller: (String) -> Caller?,
        store: any ObjectStore & BlobStore
    ) async throws {
        self.task = task
        began = .now
        guard let analysis = try await Self.document(ObjectTypes.analysisResult, task.id, store),
            let type = analysis["object_type"]?.string.flatMap(ObjectTypes.named),
            let id = analysis["object_id"]?.string.flatMap({ ObjectID($0) }), let head = try await Self.document(type, id, store)
        else { throw AnalysisObstacle.gone }
        guard let service, service.isOffered else {
            throw AnalysisObstacle.hopeless("Service \(task.service) is unknown or not enabled.")
        }
        self.service = service
        object = ObjectReference(type, id)
        self.head = head
        self.caller = analysis["analyst"]?.string.flatMap(caller)
        // Whoever asked gets to know only contents that they could download (ruling 31).
        if let caller = self.caller, head["filedata"] != nil,
            try await Self.document(type, id, store, caller.reader)?["filedata"] == nil
        {
            throw AnalysisObstacle.hopeless("The object has no content.")
        }
        var file: FileReference?
        if let fileID = head["filedata"]?.string.flatMap({ ObjectID($0) }) { file = try await store.file(fileID) }
        guard let input = AnalysisInput(type, head, file: { [file] _ in file }) else {
            throw AnalysisObstacle.hopeless("The object has no content.")
        }
        content = try await input.bytes(upTo: maximumBytes, from: store)
        isCut = input.size > Int64(maximumBytes)
        config = try await ServiceInputs(store: store, caller: self.caller).config(
            of: service.name, analysis["config"]?.document ?? Document(), of: object, head: head)
    }

    private static func document(
        _ type: ObjectType, _ id: ObjectID, _ store: any ObjectStore, _ reader: ObjectReader = .everything
    ) async throws -> Document? {
        try await store.objects(
            ObjectQuery(type: type, ids: [id], reader: reader, limit: 1, lists: [], countsMatches: false)
        ).documents.first
    }
}
