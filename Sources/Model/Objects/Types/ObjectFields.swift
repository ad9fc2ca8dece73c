/// Fields and embedded shapes that types share (crits-api.md 10.1, 10.3).
enum ObjectFields {
    /// `_id` and `schema_version`, which every document has and every projection keeps.
    static let identity = [
        ObjectField("_id", attribute: "id", .reference, isRequired: true),
        ObjectField("schema_version", .integer, isRequired: true),
    ]

    /// The base attributes of a full top-level object, without `source`.
    static let base: [ObjectField] =
        identity + [
            ObjectField("analyst", .string),
            ObjectField("actions", .shapes(action), initial: .emptyList),
            ObjectField("bucket_list", .strings, initial: .emptyList),
            ObjectField("campaign", .shapes(campaign), initial: .emptyList),
            ObjectField("created", .date, initial: .now),
            ObjectField("description", .string),
            ObjectField("locations", .shapes(location), initial: .emptyList),
            ObjectField("modified", .date, initial: .now),
            ObjectField("objects", attribute: "obj", .shapes(object), initial: .emptyList),
            ObjectField("relationships", .shapes(relationship), initial: .emptyList),
            ObjectField("releasability", .shapes(releasability), initial: .emptyList),
            ObjectField("screenshots", .strings, initial: .emptyList),
            ObjectField("sectors", .strings, initial: .emptyList),
            ObjectField("status", .string, initial: .string("New")),
            ObjectField("tickets", .shapes(ticket), initial: .emptyList),
            ObjectField("tlp", .string, initial: .string("red")),
            ObjectField("unsupported_attrs", .anything),
        ]

    /// Who gave it.
    static let source = ObjectField("source", .shapes(sourceElement), isRequired: true)

    static let sourceElement = [
        ObjectField("name", .string, isRequired: true),
        ObjectField("instances", .shapes(sourceInstance), initial: .emptyList),
    ]
    static let sourceInstance = [
        ObjectField("analyst", .string), ObjectField("date", .date, initial: .now), ObjectField("method", .string),
        ObjectField("reference", .string), ObjectField("tlp", .string, initial: .string("red")),
    ]
    static let campaign = [
        ObjectField("name", .string, isRequired: true), ObjectField("confidence", .string, initial: .string("low")),
        ObjectField("description", .string), ObjectField("analyst", .string), ObjectField("date", .date, initial: .now),
    ]
    static let ticket = [
        ObjectField("ticket_number", .string), ObjectField("analyst", .string), ObjectField("date", .date, initial: .now),
    ]
    static let action = [
        ObjectField("action_type", .string), ObjectField("active", .string), ObjectField("analyst", .string),
        ObjectField("reason", .string), ObjectField("begin_date", .date, initial: .now),
        ObjectField("performed_date", .date, initial: .now), ObjectField("date", .date, initial: .now), ObjectField("end_date", .date),
    ]
    static let object = [
        ObjectField("type", attribute: "object_type", .string, isRequired: true), ObjectField("value", .string, isRequired: true),
        ObjectField("source", .shapes(sourceElement), isRequired: true), ObjectField("analyst", .string),
        ObjectField("date", .date, initial: .now),
    ]
    static let relationship = [
        ObjectField("relationship", .string, isRequired: true), ObjectField("type", attribute: "rel_type", .string),
        ObjectField("value", attribute: "object_id", .reference), ObjectField("relationship_date", .date),
        ObjectField("date", .date, initial: .now), ObjectField("analyst", .string), ObjectField("rel_reason", .string),
        ObjectField("rel_confidence", .string, initial: .string("unknown")),
    ]
    static let releasability = [
        ObjectField("name", .string), ObjectField("analyst", .string),
        ObjectField(
            "instances",
            .shapes([
                ObjectField("analyst", .string), ObjectField("date", .date, initial: .now), ObjectField("note", .string),
            ]), initial: .emptyList),
    ]
    static let location = [
        ObjectField("location_type", .string, isRequired: true), ObjectField("location", .string, isRequired: true),
        ObjectField("analyst", .string, isRequired: true), ObjectField("description", .string), ObjectField("latitude", .string),
        ObjectField("longitude", .string), ObjectField("date", .date, initial: .now),
    ]

    /// Confidence or impact of an indicator.
    static let rating = [ObjectField("analyst", .string), ObjectField("rating", .string, initial: .string("unknown"))]
}

/// The lists that are rows of their own on a full top-level object.
extension Set<GrowingList> {
    /// Of types without sources.
    static let common: Set<GrowingList> = [.relationships, .objects, .tickets, .actions]
    /// Of types with sources.
    static let sourced: Set<GrowingList> = common.union([.source])
}
