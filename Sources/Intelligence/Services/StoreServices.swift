import Documents
import Model
import Storage

/// Built-in services that look at the store and not at bytes, so that they run in the server (crits-resources-2.md 14).
struct StoreServices: Sendable {
    let store: any ObjectStore

    /// What the registry says of them.
    static let all = [
        AnalyserDescription(
            name: "meta_checker", version: "1.0.2", description: "Counts other samples that share what services found in this one.",
            supportedTypes: ["Sample"])
    ]

    /// Values that are counted, and how long one may be.
    private static let maximumValues = 200
    private static let maximumLength = 1_000
    private static let newest = 100

    /// Runs one; nil when it is none of these.
    func run(_ job: AnalysisJob) async throws -> ReadAnalysis? {
        guard job.service.name == "meta_checker" else { return nil }
        guard let caller = job.caller else {
            return ReadAnalysis(results: [], log: [["level": "error", "message": "The user is gone."]], failed: true)
        }
        var entries: [Document] = []
        let values = try await values(of: job.object, caller)
        for value in values.prefix(Self.maximumValues) {
            let count = try await count(value, except: job.object, caller)
            guard count > 0 else { continue }
            entries.append([
                "subtype": .string("meta_count_\(value.subtype)"), "result": .string(value.text), "service": .string(value.service),
                "count": .integer(Int64(count)),
            ])
        }
        let isCut = values.count > Self.maximumValues
        return ReadAnalysis(
            results: entries,
            log: isCut ? [["level": "warning", "message": .string("Only \(Self.maximumValues) values were counted.")]] : [])
    }

    private struct Value: Hashable {
        var service: String
        var subtype: String
        var text: String
    }

    private func values(of object: ObjectReference, _ caller: Caller) async throws -> [Value] {
        var found: [Value] = []
        let page = try await store.objects(
            ObjectQuery(
                type: ObjectTypes.analysisResult, filter: Self.equals(["object_id"], object.id.description), reader: caller.reader,
                sort: [SortKey(path: ["_id"], isDescending: true)], limit: Self.newest, countsMatches: false))
        for analysis in page.documents {
            guard let service = analysis["service_name"]?.string, service != "meta_checker" else { continue }
            for entry in (analysis["results"]?.list ?? []).compactMap(\.document) {
                guard let text = entry["result"]?.string, !text.isEmpty, text.utf8.count <= Self.maximumLength else { continue }
                found.append(Value(service: service, subtype: entry["subtype"]?.string ?? "", text: text))
            }
        }
        return found.uniqued
    }

    /// Runs on other samples that found the same.
    private func count(_ value: Value, except object: ObjectReference, _ caller: Caller) async throws -> Int {
        let filter = Filter.and([
            Self.equals(["service_name"], value.service), Self.equals(["object_type"], object.type.name),
            Self.equals(["results", "result"], value.text),
            .criterion(Criterion(path: ["object_id"], test: .notEquals(.string(object.id.description)))),
        ])
        return try await store.objects(
            ObjectQuery(type: ObjectTypes.analysisResult, filter: filter, reader: caller.reader, limit: 1)
        ).total ?? 0
    }

    private static func equals(_ path: [String], _ text: String) -> Filter {
        .criterion(Criterion(path: path, test: .equals(.string(text))))
    }
}
