extension ObjectTypes {
    /// Domains (crits-resources-1.md 8.1).
    public static let domain = ObjectType.sourced(
        "Domain", "domains", version: 3, ordering: ["domain", "modified", "status", "favorite", "id"],
        [
            ObjectField("domain", .string, isRequired: true),
            ObjectField("type", attribute: "record_type", .string, initial: .string("A")),
            ObjectField("watchlistEnabled", .boolean, initial: .boolean(false)),
        ])

    /// Addresses and subnets (crits-resources-2.md 4.1).
    public static let ip = ObjectType.sourced(
        "IP", "ips", version: 3, ordering: ["ip", "ip_type", "created", "modified", "status", "id"],
        [
            ObjectField("ip", .string, isRequired: true),
            ObjectField("type", attribute: "ip_type", .string, initial: .string("IPv4 Address")),
        ])

    /// Indicators (crits-resources-2.md 2.1).
    public static let indicator = ObjectType.sourced(
        "Indicator", "indicators", version: 5,
        ordering: ["value", "ind_type", "threat_types", "attack_types", "created", "modified", "status", "id"], lists: [.activity],
        [
            ObjectField("type", attribute: "ind_type", .string),
            ObjectField("value", .string),
            ObjectField("lower", .string),
            ObjectField("threat_types", .strings, initial: .emptyList),
            ObjectField("attack_types", .strings, initial: .emptyList),
            ObjectField("confidence", .shape(ObjectFields.rating)),
            ObjectField("impact", .shape(ObjectFields.rating)),
            ObjectField(
                "activity",
                .shapes([
                    ObjectField("analyst", .string), ObjectField("date", .date, initial: .now), ObjectField("description", .string),
                    ObjectField("end_date", .date), ObjectField("start_date", .date, initial: .now),
                ]), initial: .emptyList),
        ])

    /// Mails (crits-resources-1.md 9.1).
    public static let email = ObjectType.sourced(
        "Email", "emails", version: 2, ordering: ["from", "recip", "subject", "isodate", "status", "favorite", "id"],
        [
            ObjectField("date", .string, isRequired: true),
            ObjectField("isodate", .date),
            ObjectField("from", attribute: "from_address", .string),
            ObjectField("to", .strings, initial: .emptyList),
            ObjectField("cc", .strings, initial: .emptyList),
            ObjectField("raw_headers", attribute: "raw_header", .string),
            ObjectField("raw_body", .string),
        ] + emailTexts.map { ObjectField($0, .string) })

    /// The headers of a mail that have a field of the same name.
    public static let emailTexts = [
        "sender", "subject", "reply_to", "helo", "boundary", "message_id", "originating_ip", "x_originating_ip", "x_mailer",
    ]

    /// Events (crits-resources-1.md 10.1).
    public static let event = ObjectType.sourced(
        "Event", "events", version: 3, ordering: ["title", "event_type", "created", "status", "id"],
        [
            ObjectField("title", .string, isRequired: true),
            ObjectField("event_type", .string, isRequired: true),
            ObjectField("event_id", .uuid, isRequired: true),
        ], requiring: ["description"])
}

extension ObjectType {
    /// A type with sources that requires base attributes which others do not.
    static func sourced(
        _ name: String, _ resource: String, version: Int64, ordering: [String], _ own: [ObjectField], requiring keys: Set<String>
    ) -> ObjectType {
        let plain = sourced(name, resource, version: version, ordering: ordering, own)
        return ObjectType(
            name: name, resource: resource, schemaVersion: version, visibility: plain.visibility, ordering: ordering,
            growingLists: plain.growingLists,
            fields: plain.fields.map {
                keys.contains($0.key)
                    ? ObjectField($0.key, attribute: $0.attribute, $0.kind, isRequired: true, initial: $0.initial) : $0
            })
    }
}
