/// The table of all types (design decision 1); a new type is a new entry.
public enum ObjectTypes {
    /// Every type with documents, in the order of their resources.
    public static let all: [ObjectType] = [
        actor, actorIdentifier, analysisResult, backdoor, campaign, certificate, comment, domain, email, event, exploit, indicator, ip,
        pcap, rawData, sample, screenshot, service, signature, target,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    private static let byResource = Dictionary(uniqueKeysWithValues: all.map { ($0.resource, $0) })
    private static let byLowerName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0) })

    /// A type by its exact name.
    public static func named(_ name: String) -> ObjectType? { byName[name] }

    /// A type by its resource.
    public static func resource(_ resource: String) -> ObjectType? { byResource[resource] }

    /// A type by its name in any letter case, or by its resource (crits-actions.md 1.3).
    public static func lenient(_ text: String) -> ObjectType? {
        let lower = text.lowercased()
        return byLowerName[lower] ?? byResource[lower]
    }

    /// Fields of every full top-level object (crits-api.md 10.1), then the type's own.
    private static func full(_ own: [ObjectField], hasSource: Bool = true) -> [ObjectField] {
        let base: [ObjectField] = [
            ObjectField("_id", attribute: "id", .reference, isRequired: true),
            ObjectField("schema_version", .integer, isRequired: true),
            ObjectField("created", .date, initial: .now),
            ObjectField("modified", .date, initial: .now),
            ObjectField("status", .string, initial: .string("New")),
            ObjectField("tlp", .string, initial: .string("red")),
            ObjectField("analyst", .string),
            ObjectField("description", .string),
            ObjectField("bucket_list", .strings, initial: .emptyList),
            ObjectField("campaign", .shapes(EmbeddedShapes.campaign), initial: .emptyList),
            ObjectField("locations", .shapes(EmbeddedShapes.location), initial: .emptyList),
            ObjectField("objects", attribute: "obj", .shapes(EmbeddedShapes.object), initial: .emptyList),
            ObjectField("relationships", .shapes(EmbeddedShapes.relationship), initial: .emptyList),
            ObjectField("releasability", .shapes(EmbeddedShapes.releasability), initial: .emptyList),
            ObjectField("screenshots", .strings, initial: .emptyList),
            ObjectField("sectors", .strings, initial: .emptyList),
            ObjectField("tickets", .shapes(EmbeddedShapes.ticket), initial: .emptyList),
            ObjectField("actions", .shapes(EmbeddedShapes.action), initial: .emptyList),
            ObjectField("unsupported_attrs", .anything),
        ]
        let source = ObjectField("source", .shapes(EmbeddedShapes.source), isRequired: true)
        let names = Set(own.map(\.key))
        return base.filter { !names.contains($0.key) } + (hasSource ? [source] : []) + own
    }

    static let lists: Set<GrowingList> = [.source, .relationships, .objects, .tickets, .actions]

    static func topLevel(
        _ name: String, _ resource: String, version: Int64, ordering: String, _ own: [ObjectField],
        lists: Set<GrowingList> = ObjectTypes.lists
    ) -> ObjectType {
        let hasSource = lists.contains(.source)
        return ObjectType(
            name: name, resource: resource, schemaVersion: version, visibility: hasSource ? .bySource : .toReaders,
            ordering: ordering.split(separator: " ").map(String.init), growingLists: lists, fields: full(own, hasSource: hasSource))
    }

    /// Threat actors.
    public static let actor = topLevel(
        "Actor", "actors", version: 2, ordering: "name description modified status id",
        [
            ObjectField("name", .string, isRequired: true),
            ObjectField("aliases", .strings, initial: .emptyList),
            ObjectField(
                "identifiers",
                .shapes([
                    ObjectField("analyst", .string), ObjectField("confidence", .string), ObjectField("date", .date),
                    ObjectField("identifier_id", .reference),
                ]), initial: .emptyList),
            ObjectField("intended_effects", .strings, initial: .emptyList),
            ObjectField("motivations", .strings, initial: .emptyList),
            ObjectField("sophistications", .strings, initial: .emptyList),
            ObjectField("threat_types", .strings, initial: .emptyList),
        ])

    /// Values by which actors are recognised; not a full top-level object.
    public static let actorIdentifier = ObjectType(
        name: "ActorIdentifier", resource: "actoridentifiers", schemaVersion: 1, visibility: .bySource, ordering: [],
        growingLists: [.source],
        fields: [
            ObjectField("_id", attribute: "id", .reference, isRequired: true),
            ObjectField("schema_version", .integer, isRequired: true),
            ObjectField("active", .string, initial: .string("on")),
            ObjectField("created", .date, initial: .now),
            ObjectField("identifier_type", .string, isRequired: true),
            ObjectField("name", .string, isRequired: true),
            ObjectField("source", .shapes(EmbeddedShapes.source), isRequired: true),
            ObjectField("unsupported_attrs", .anything),
        ])

    /// What services found out.
    public static let analysisResult = ObjectType(
        name: "AnalysisResult", resource: "analysis_results", schemaVersion: 1,
        visibility: .asTarget(typeKey: "object_type", idKey: "object_id"), ordering: [], growingLists: [],
        fields: [
            ObjectField("_id", attribute: "id", .reference, isRequired: true),
            ObjectField("schema_version", .integer, isRequired: true),
            ObjectField("analysis_id", .uuid), ObjectField("service_name", .string), ObjectField("version", .string),
            ObjectField("template", .string), ObjectField("distributed", .boolean, initial: .boolean(false)),
            ObjectField("analyst", .string), ObjectField("object_type", .string, isRequired: true),
            ObjectField("object_id", .reference, isRequired: true), ObjectField("config", .anything),
            ObjectField("start_date", .string), ObjectField("finish_date", .string), ObjectField("status", .string),
            ObjectField("log", .anything, initial: .emptyList), ObjectField("results", .anything, initial: .emptyList),
        ])

    /// Malware families and their versions.
    public static let backdoor = topLevel(
        "Backdoor", "backdoors", version: 1, ordering: "name version description modified status favorite id",
        [
            ObjectField("name", .string, isRequired: true),
            ObjectField("version", .string, initial: .string("")),
            ObjectField("aliases", .strings, initial: .emptyList),
        ])

    /// Campaigns; they have no source.
    public static let campaign = topLevel(
        "Campaign", "campaigns", version: 3,
        ordering: "name aliases status actors backdoors exploits indicators emails domains samples events ips pcaps modified favorite id",
        [
            ObjectField("name", .string),
            ObjectField("aliases", .strings, initial: .emptyList),
            ObjectField("active", .string, initial: .string("on")),
            ObjectField(
                "ttps", .shapes([ObjectField("ttp", .string), ObjectField("analyst", .string), ObjectField("date", .date)]),
                initial: .emptyList),
        ]
            + ["actor", "backdoor", "domain", "email", "event", "exploit", "indicator", "ip", "pcap", "sample"].map {
                ObjectField("\($0)_count", .integer, initial: .integer(0))
            }, lists: lists.subtracting([.source]))

    /// Certificates.
    public static let certificate = topLevel(
        "Certificate", "certificates", version: 2, ordering: "filename description filetype size modified status md5 favorite id",
        [
            ObjectField("filename", .string, isRequired: true), ObjectField("filetype", .string, isRequired: true),
            ObjectField("md5", .string), ObjectField("size", .integer, initial: .integer(0)), ObjectField("filedata", .file),
        ])

    /// Comments on objects; seen by those who see the object.
    public static let comment = ObjectType(
        name: "Comment", resource: "comments", schemaVersion: 1, visibility: .asTarget(typeKey: "obj_type", idKey: "obj_id"), ordering: [],
        growingLists: [],
        fields: [
            ObjectField("_id", attribute: "id", .reference, isRequired: true),
            ObjectField("schema_version", .integer, isRequired: true),
            ObjectField("comment", .string), ObjectField("obj_type", .string), ObjectField("obj_id", .reference),
            ObjectField("analyst", .string), ObjectField("date", attribute: "created", .date, initial: .now),
            ObjectField("edit_date", .date, initial: .now), ObjectField("url_key", .string),
            ObjectField("users", .strings, initial: .emptyList), ObjectField("tags", .strings, initial: .emptyList),
            ObjectField("parent", .shape([ObjectField("date", .date), ObjectField("analyst", .string)])),
            ObjectField("source", .shapes(EmbeddedShapes.source), isRequired: true),
        ])

    /// Domain names.
    public static let domain = topLevel(
        "Domain", "domains", version: 3, ordering: "domain modified status favorite id",
        [
            ObjectField("domain", .string, isRequired: true),
            ObjectField("type", attribute: "record_type", .string, initial: .string("A")),
            ObjectField("watchlistEnabled", .boolean, initial: .boolean(false)),
        ])
}
