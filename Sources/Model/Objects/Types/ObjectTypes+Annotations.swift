extension ObjectTypes {
    /// Comments on objects (crits-resources-1.md 7.1).
    ///
    /// Their `source` is one element made by the server, so it stays in the document.
    public static let comment = ObjectType(
        name: "Comment", resource: "comments", schemaVersion: 1, visibility: .asTarget(typeKey: "obj_type", idKey: "obj_id"),
        ordering: [], growingLists: [],
        fields: ObjectFields.identity + [
            ObjectField("analyst", .string),
            ObjectField("comment", .string),
            ObjectField("date", attribute: "created", .date, initial: .now),
            ObjectField("edit_date", .date, initial: .now),
            ObjectField("obj_id", .reference),
            ObjectField("obj_type", .string),
            ObjectField("parent", .shape([ObjectField("date", .date), ObjectField("analyst", .string)])),
            ObjectField("tags", .strings, initial: .emptyList),
            ObjectField("url_key", .string),
            ObjectField("users", .strings, initial: .emptyList),
            ObjectField("unsupported_attrs", .anything),
            ObjectFields.source,
        ])

    /// What a service found out about an object (crits-resources-2.md 9.7).
    public static let analysisResult = ObjectType(
        name: "AnalysisResult", resource: "analysis_results", schemaVersion: 1,
        visibility: .asTarget(typeKey: "object_type", idKey: "object_id"), ordering: [], growingLists: [],
        fields: ObjectFields.identity + [
            ObjectField("analysis_id", .uuid),
            ObjectField("analyst", .string),
            ObjectField("config", .anything),
            ObjectField("distributed", .boolean),
            ObjectField("finish_date", .string),
            ObjectField(
                "log",
                .shapes([ObjectField("message", .string), ObjectField("datetime", .string), ObjectField("level", .string)]),
                initial: .emptyList),
            ObjectField("object_id", .reference, isRequired: true),
            ObjectField("object_type", .string, isRequired: true),
            ObjectField("results", .anything, initial: .emptyList),
            ObjectField("service_name", .string),
            ObjectField("source", .string),
            ObjectField("start_date", .string),
            ObjectField("status", .string, initial: .string("created")),
            ObjectField("template", .string),
            ObjectField("type", .string),
            ObjectField("unsupported_attrs", .anything),
            ObjectField("version", .string),
        ])

    /// Registered analysis services (crits-resources-2.md 9.5).
    public static let service = ObjectType(
        name: "Service", resource: "service_registry", schemaVersion: 1, visibility: .toReaders, ordering: [], growingLists: [],
        fields: ObjectFields.identity + [
            ObjectField("name", .string, isRequired: true),
            ObjectField("version", .string),
            ObjectField("description", .string),
            ObjectField("config", .anything),
            ObjectField("compatability_mode", .boolean, initial: .boolean(false)),
            ObjectField("supported_types", .strings, initial: .emptyList),
            ObjectField("enabled", .boolean, initial: .boolean(false)),
            ObjectField("run_on_triage", .boolean, initial: .boolean(false)),
            ObjectField("is_triage_run", .boolean, initial: .boolean(false)),
            ObjectField("status", .string),
            // Ours: what contents it takes, and how workers outside of the server run it.
            ObjectField("accepts", .string),
            ObjectField("distributed", .boolean, initial: .boolean(false)),
            ObjectField("maximum_runs", .integer),
            ObjectField("worker", .string),
            ObjectField("secrets", .anything),
            ObjectField("unsupported_attrs", .anything),
        ])
}
