/// The shapes that documents of all types embed (crits-api.md 10.3).
enum EmbeddedShapes {
    static let source: [ObjectField] = [
        ObjectField("name", .string),
        ObjectField(
            "instances",
            .shapes([
                ObjectField("analyst", .string), ObjectField("date", .date), ObjectField("method", .string),
                ObjectField("reference", .string), ObjectField("tlp", .string),
            ])),
    ]

    static let campaign: [ObjectField] = [
        ObjectField("name", .string), ObjectField("confidence", .string), ObjectField("description", .string),
        ObjectField("analyst", .string), ObjectField("date", .date),
    ]

    static let ticket: [ObjectField] = [
        ObjectField("ticket_number", .string), ObjectField("analyst", .string), ObjectField("date", .date),
    ]

    static let action: [ObjectField] = [
        ObjectField("action_type", .string), ObjectField("active", .string), ObjectField("analyst", .string),
        ObjectField("reason", .string), ObjectField("begin_date", .date), ObjectField("performed_date", .date),
        ObjectField("date", .date), ObjectField("end_date", .date),
    ]

    static let object: [ObjectField] = [
        ObjectField("type", attribute: "object_type", .string), ObjectField("value", .string), ObjectField("source", .shapes(source)),
        ObjectField("analyst", .string), ObjectField("date", .date),
    ]

    static let relationship: [ObjectField] = [
        ObjectField("relationship", .string), ObjectField("type", attribute: "rel_type", .string),
        ObjectField("value", attribute: "object_id", .reference), ObjectField("relationship_date", .date), ObjectField("date", .date),
        ObjectField("analyst", .string), ObjectField("rel_reason", .string), ObjectField("rel_confidence", .string),
    ]

    static let releasability: [ObjectField] = [
        ObjectField("name", .string), ObjectField("analyst", .string),
        ObjectField(
            "instances", .shapes([ObjectField("analyst", .string), ObjectField("date", .date), ObjectField("note", .string)])),
    ]

    static let location: [ObjectField] = [
        ObjectField("location_type", .string), ObjectField("location", .string), ObjectField("analyst", .string),
        ObjectField("description", .string), ObjectField("latitude", .string), ObjectField("longitude", .string),
        ObjectField("date", .date),
    ]

    static let activity: [ObjectField] = [
        ObjectField("analyst", .string), ObjectField("date", .date), ObjectField("description", .string),
        ObjectField("start_date", .date), ObjectField("end_date", .date),
    ]

    static let rating: [ObjectField] = [ObjectField("analyst", .string), ObjectField("rating", .string)]
}
