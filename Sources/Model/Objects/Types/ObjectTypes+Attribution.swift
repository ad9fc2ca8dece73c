extension ObjectTypes {
    /// Threat actors (crits-resources-1.md 2.1).
    public static let actor = ObjectType.sourced(
        "Actor", "actors", version: 2, ordering: ["name", "description", "modified", "status", "id"],
        [
            ObjectField("name", .string, isRequired: true),
            ObjectField("aliases", .strings, initial: .emptyList),
            ObjectField(
                "identifiers",
                .shapes([
                    ObjectField("identifier_id", .reference), ObjectField("confidence", .string, initial: .string("unknown")),
                    ObjectField("analyst", .string), ObjectField("date", .date, initial: .now),
                ]), initial: .emptyList),
            ObjectField("intended_effects", .strings, initial: .emptyList),
            ObjectField("motivations", .strings, initial: .emptyList),
            ObjectField("sophistications", .strings, initial: .emptyList),
            ObjectField("threat_types", .strings, initial: .emptyList),
        ])

    /// What identifies actors (crits-resources-1.md 3.1).
    public static let actorIdentifier = ObjectType(
        name: "ActorIdentifier", resource: "actoridentifiers", schemaVersion: 1, visibility: .bySource, ordering: [],
        growingLists: [.source],
        fields: ObjectFields.identity + [
            ObjectField("identifier_type", .string, isRequired: true),
            ObjectField("name", .string, isRequired: true),
            ObjectField("active", .string, initial: .string("on")),
            ObjectField("created", .date, initial: .now),
            ObjectField("unsupported_attrs", .anything),
            ObjectFields.source,
        ])

    /// Backdoors; the family has an empty version (crits-resources-1.md 4.1).
    public static let backdoor = ObjectType.sourced(
        "Backdoor", "backdoors", version: 1, ordering: ["name", "version", "description", "modified", "status", "favorite", "id"],
        [
            ObjectField("name", .string, isRequired: true),
            ObjectField("version", .string, initial: .string("")),
            ObjectField("aliases", .strings, initial: .emptyList),
        ])

    /// The counts a campaign shows, each with the type whose objects it counts (crits-resources-1.md 5.1).
    public static let campaignCounts: [(key: String, type: String)] = [
        ("actor_count", "Actor"), ("backdoor_count", "Backdoor"), ("domain_count", "Domain"), ("email_count", "Email"),
        ("event_count", "Event"), ("exploit_count", "Exploit"), ("indicator_count", "Indicator"), ("ip_count", "IP"),
        ("pcap_count", "PCAP"), ("sample_count", "Sample"),
    ]

    /// Campaigns (crits-resources-1.md 5.1).
    public static let campaign = ObjectType(
        name: "Campaign", resource: "campaigns", schemaVersion: 3, visibility: .toReaders,
        ordering: [
            "name", "aliases", "status", "actors", "backdoors", "exploits", "indicators", "emails", "domains", "samples", "events", "ips",
            "pcaps", "modified", "favorite", "id",
        ],
        growingLists: .common,
        fields: ObjectFields.base + [
            ObjectField("name", .string),
            ObjectField("aliases", .strings, initial: .emptyList),
            ObjectField("active", .string, initial: .string("on")),
            ObjectField(
                "ttps",
                .shapes([ObjectField("ttp", .string), ObjectField("analyst", .string), ObjectField("date", .date, initial: .now)]),
                initial: .emptyList),
        ] + campaignCounts.map { ObjectField($0.key, .integer, initial: .integer(0)) })

    /// Exploits (crits-resources-2.md 1.1).
    public static let exploit = ObjectType.sourced(
        "Exploit", "exploits", version: 1, ordering: ["name", "cve", "description", "modified", "status", "id"],
        [ObjectField("name", .string, isRequired: true), ObjectField("cve", .string)])

    /// People who were attacked (crits-resources-2.md 11.1).
    public static let target = ObjectType(
        name: "Target", resource: "targets", schemaVersion: 3, visibility: .toReaders,
        ordering: ["email_address", "firstname", "lastname", "email_count", "department", "division", "status", "id"],
        growingLists: .common,
        fields: ObjectFields.base + [
            ObjectField("email_address", .string, isRequired: true),
            ObjectField("email_count", .integer, initial: .integer(0)),
        ] + targetTexts.map { ObjectField($0, .string) })

    /// The free texts of a target.
    public static let targetTexts = ["firstname", "lastname", "title", "department", "division", "organization_id", "note"]
}
