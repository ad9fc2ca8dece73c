extension ObjectTypes {
    /// E-mails.
    public static let email = topLevel(
        "Email", "emails", version: 2, ordering: "from recip subject isodate status favorite id",
        [
            ObjectField("date", .string, isRequired: true), ObjectField("isodate", .date),
            ObjectField("from", attribute: "from_address", .string), ObjectField("sender", .string),
            ObjectField("to", .strings, initial: .emptyList), ObjectField("cc", .strings, initial: .emptyList),
            ObjectField("subject", .string), ObjectField("reply_to", .string), ObjectField("helo", .string),
            ObjectField("boundary", .string), ObjectField("message_id", .string), ObjectField("originating_ip", .string),
            ObjectField("x_originating_ip", .string), ObjectField("x_mailer", .string),
            ObjectField("raw_headers", attribute: "raw_header", .string), ObjectField("raw_body", .string),
        ])

    /// Events.
    public static let event = topLevel(
        "Event", "events", version: 3, ordering: "title event_type created status id",
        [
            ObjectField("title", .string, isRequired: true), ObjectField("event_type", .string, isRequired: true),
            ObjectField("description", .string, isRequired: true), ObjectField("event_id", .uuid, isRequired: true),
        ])

    /// Exploits.
    public static let exploit = topLevel(
        "Exploit", "exploits", version: 1, ordering: "name cve description modified status id",
        [ObjectField("name", .string, isRequired: true), ObjectField("cve", .string)])

    /// Indicators.
    public static let indicator = topLevel(
        "Indicator", "indicators", version: 5,
        ordering: "value ind_type threat_types attack_types created modified status id",
        [
            ObjectField("type", attribute: "ind_type", .string), ObjectField("value", .string), ObjectField("lower", .string),
            ObjectField("threat_types", .strings, initial: .emptyList), ObjectField("attack_types", .strings, initial: .emptyList),
            ObjectField("confidence", .shape(EmbeddedShapes.rating)), ObjectField("impact", .shape(EmbeddedShapes.rating)),
            ObjectField("activity", .shapes(EmbeddedShapes.activity), initial: .emptyList),
        ], lists: lists.union([.activity]))

    /// Addresses and networks.
    public static let ip = topLevel(
        "IP", "ips", version: 3, ordering: "ip ip_type created modified status id",
        [
            ObjectField("ip", .string, isRequired: true),
            ObjectField("type", attribute: "ip_type", .string, initial: .string("IPv4 Address")),
        ])

    /// Captures.
    public static let pcap = topLevel(
        "PCAP", "pcaps", version: 3, ordering: "filename description length modified id md5 status",
        [
            ObjectField("filename", .string, isRequired: true), ObjectField("md5", .string),
            ObjectField("length", .integer, initial: .integer(0)), ObjectField("contentType", .string), ObjectField("filedata", .file),
        ])

    /// Texts of any kind.
    public static let rawData = topLevel(
        "RawData", "raw_data", version: 2, ordering: "title data_type version modified id status",
        [
            ObjectField("title", .string), ObjectField("data", .string), ObjectField("data_type", .string), ObjectField("md5", .string),
            ObjectField("link_id", .uuid, isRequired: true), ObjectField("version", .integer),
            ObjectField(
                "tool", .shape([ObjectField("name", .string), ObjectField("version", .string), ObjectField("details", .string)])),
            ObjectField(
                "highlights",
                .shapes([
                    ObjectField("date", .date), ObjectField("line_date", .date), ObjectField("analyst", .string),
                    ObjectField("line", .integer), ObjectField("line_data", .string), ObjectField("comment", .string),
                ]), initial: .emptyList),
            ObjectField(
                "inlines",
                .shapes([
                    ObjectField("date", .date), ObjectField("analyst", .string), ObjectField("line", .integer),
                    ObjectField("comment", .string), ObjectField("counter", .integer),
                ]), initial: .emptyList),
        ])

    /// Files.
    public static let sample = topLevel(
        "Sample", "samples", version: 5, ordering: "filename size filetype created modified md5 id status",
        [
            ObjectField("filename", .string, isRequired: true), ObjectField("filenames", .strings, initial: .emptyList),
            ObjectField("md5", .string, isRequired: true), ObjectField("sha1", .string), ObjectField("sha256", .string),
            ObjectField("ssdeep", .string), ObjectField("impfuzzy", .string), ObjectField("size", .integer, initial: .integer(0)),
            ObjectField("mimetype", .string), ObjectField("filetype", .string), ObjectField("filedata", .file),
        ])

    /// Pictures; not a full top-level object.
    public static let screenshot = ObjectType(
        name: "Screenshot", resource: "screenshots", schemaVersion: 1, visibility: .byReadableSource,
        ordering: ["thumb", "description", "created", "id", "md5", "tags"], growingLists: [.source],
        fields: [
            ObjectField("_id", attribute: "id", .reference, isRequired: true),
            ObjectField("schema_version", .integer, isRequired: true),
            ObjectField("created", .date, initial: .now), ObjectField("modified", .date, initial: .now),
            ObjectField("analyst", .string), ObjectField("description", .string), ObjectField("filename", .string),
            ObjectField("md5", .string), ObjectField("width", .integer), ObjectField("height", .integer),
            ObjectField("screenshot", .file, isRequired: true), ObjectField("thumb", .file, isRequired: true),
            ObjectField("tags", .strings, initial: .emptyList),
            ObjectField("source", .shapes(EmbeddedShapes.source), isRequired: true),
            ObjectField("unsupported_attrs", .anything),
        ])

    /// Analysis services.
    public static let service = ObjectType(
        name: "Service", resource: "service_registry", schemaVersion: 1, visibility: .toReaders, ordering: [], growingLists: [],
        fields: [
            ObjectField("_id", attribute: "id", .reference, isRequired: true),
            ObjectField("schema_version", .integer, isRequired: true),
            ObjectField("name", .string), ObjectField("version", .string), ObjectField("description", .string),
            ObjectField("config", .anything), ObjectField("compatability_mode", .boolean, initial: .boolean(false)),
            ObjectField("supported_types", .strings, initial: .emptyList),
            ObjectField("enabled", .boolean, initial: .boolean(false)),
            ObjectField("run_on_triage", .boolean, initial: .boolean(false)),
            ObjectField("is_triage_run", .boolean, initial: .boolean(false)),
            ObjectField("status", .string, initial: .string("available")),
        ])

    /// Signatures.
    public static let signature = topLevel(
        "Signature", "signatures", version: 1,
        ordering: "title data_type data_type_min_version data_type_max_version data_type_dependency version modified id status",
        [
            ObjectField("title", .string), ObjectField("data", .string), ObjectField("data_type", .string),
            ObjectField("data_type_min_version", .string), ObjectField("data_type_max_version", .string),
            ObjectField("data_type_dependency", .strings, initial: .emptyList), ObjectField("md5", .string),
            ObjectField("link_id", .uuid, isRequired: true), ObjectField("version", .integer),
        ])

    /// People who are attacked; they have no source.
    public static let target = topLevel(
        "Target", "targets", version: 3, ordering: "email_address firstname lastname email_count department division status id",
        [
            ObjectField("email_address", .string, isRequired: true), ObjectField("email_count", .integer, initial: .integer(0)),
            ObjectField("firstname", .string), ObjectField("lastname", .string), ObjectField("title", .string),
            ObjectField("department", .string), ObjectField("division", .string), ObjectField("organization_id", .string),
            ObjectField("note", .string),
        ], lists: lists.subtracting([.source]))
}
