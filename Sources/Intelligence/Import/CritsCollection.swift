public import Model

/// A collection of a CRITs database that is taken over (crits-resources-1.md 1.1, crits-resources-2.md 0.9, 9.5, 12.1).
public enum CritsCollection: Sendable, Hashable {
    /// Names under which access is granted.
    case sources
    /// Entries of an editable list.
    case items(ItemKind)
    /// Documents of the type with that name.
    case objects(type: String)
    /// What GridFS knows of the files of a bucket.
    case files(bucket: String)
    /// The contents of the files of a bucket.
    case chunks(bucket: String)

    private static let lists: [String: CritsCollection] = [
        "source_access": .sources, "raw_data_types": .items(.rawDataType), "signature_types": .items(.signatureType),
        "signature_dependency": .items(.signatureDependency), "actor_threat_identifiers": .items(.actorIdentifierType),
        "idb_actions": .items(.action),
    ]

    /// Collections whose name is not the resource's.
    private static let typeNames: [String: String] = [
        "actor_identifiers": "ActorIdentifier", "email": "Email", "sample": "Sample", "services": "Service",
    ]

    /// Buckets of GridFS; `fs` is what tools without a setting use.
    private static let buckets: Set<String> = ["fs", "sample", "samples", "pcaps", "certificates", "screenshots", "objects"]

    /// The collection of a name such as `sample` or `sample.chunks`; nil for one that is not taken over.
    public init?(name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, CritsCollection.buckets.contains(parts[0]) {
            switch parts[1] {
            case "files": self = .files(bucket: parts[0])
            case "chunks": self = .chunks(bucket: parts[0])
            default: return nil
            }
            return
        }
        if let list = CritsCollection.lists[name] {
            self = list
        } else if let type = CritsCollection.typeNames[name] ?? ObjectTypes.resource(name)?.name {
            self = .objects(type: type)
        } else {
            return nil
        }
    }

    /// The collection that a file of `mongodump` or `mongoexport` is named after, such as `actors.bson.gz` or `crits.actors.json`;
    /// nil for other files, `actors.metadata.json` among them.
    public init?(fileName: String) {
        var parts = fileName.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.last == "gz" { parts.removeLast() }
        guard let form = parts.popLast(), form == "bson" || form == "json" else { return nil }
        if parts.count > 1, parts.first == "crits" { parts.removeFirst() }
        self.init(name: parts.joined(separator: "."))
    }

    /// Place in the order in which collections have to come: what documents name before them, contents after what they belong to.
    public var rank: Int {
        switch self {
        case .sources, .items: 0
        case .objects(let type): ["Comment", "AnalysisResult"].contains(type) ? 2 : 1
        case .files: 3
        case .chunks: 4
        }
    }

    /// The name in counts.
    public var name: String {
        switch self {
        case .sources: "source_access"
        case .items(let kind): kind.rawValue
        case .objects(let type): ObjectTypes.named(type)?.resource ?? type
        case .files(let bucket): bucket + ".files"
        case .chunks(let bucket): bucket + ".chunks"
        }
    }
}
