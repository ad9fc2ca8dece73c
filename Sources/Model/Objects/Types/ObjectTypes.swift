/// The table of all types (crits-api.md 1.3).
public enum ObjectTypes {
    /// Every type with documents, sorted by name.
    public static let all: [ObjectType] = [
        actor, actorIdentifier, analysisResult, backdoor, campaign, certificate, comment, domain, email, event, exploit, indicator, ip,
        pcap, rawData, sample, screenshot, service, signature, target,
    ]

    /// The types that can be commented on, related, and changed by actions: those with all base attributes.
    public static let topLevel: [ObjectType] = all.filter { $0.growingLists.contains(.relationships) }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    private static let byResource = Dictionary(uniqueKeysWithValues: all.map { ($0.resource, $0) })
    private static let topLevelByAnySpelling = Dictionary(
        topLevel.flatMap { [($0.name.lowercased(), $0), ($0.resource, $0)] }, uniquingKeysWith: { first, _ in first })

    /// The type of a name such as `RawData`, by exact spelling.
    public static func named(_ name: String) -> ObjectType? { byName[name] }

    /// The type of a resource such as `raw_data`.
    public static func resource(_ resource: String) -> ObjectType? { byResource[resource] }

    /// Whether a type has all base attributes.
    public static func isTopLevel(_ type: ObjectType) -> Bool { type.growingLists.contains(.relationships) }

    /// A full top-level type by its name in any letter case, or by its resource (crits-actions.md 1.3).
    public static func topLevel(_ text: String) -> ObjectType? { topLevelByAnySpelling[text.lowercased()] }
}

extension ObjectType {
    /// A full top-level object with sources: the base attributes and its own.
    static func sourced(
        _ name: String, _ resource: String, version: Int64, ordering: [String], lists: Set<GrowingList> = [], _ own: [ObjectField]
    ) -> ObjectType {
        ObjectType(
            name: name, resource: resource, schemaVersion: version, visibility: .bySource, ordering: ordering,
            growingLists: Set.sourced.union(lists), fields: ObjectFields.base + [ObjectFields.source] + own)
    }

    /// The field of a key.
    public func field(_ key: String) -> ObjectField? { fields.first { $0.key == key } }
}
