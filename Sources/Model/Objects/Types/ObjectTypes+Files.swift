extension ObjectTypes {
    /// Certificates (crits-resources-1.md 6.1).
    public static let certificate = ObjectType.sourced(
        "Certificate", "certificates", version: 2,
        ordering: ["filename", "description", "filetype", "size", "modified", "status", "md5", "favorite", "id"],
        [
            ObjectField("filename", .string, isRequired: true),
            ObjectField("filetype", .string, isRequired: true),
            ObjectField("md5", .string),
            ObjectField("size", .integer, initial: .integer(0)),
            ObjectField("filedata", .file),
        ])

    /// Network captures (crits-resources-2.md 5.1).
    public static let pcap = ObjectType.sourced(
        "PCAP", "pcaps", version: 3, ordering: ["filename", "description", "length", "modified", "id", "md5", "status"],
        [
            ObjectField("filename", .string, isRequired: true),
            ObjectField("md5", .string),
            ObjectField("length", .integer, initial: .integer(0)),
            ObjectField("contentType", .string),
            ObjectField("filedata", .file),
        ])

    /// Files under analysis (crits-resources-2.md 7.1).
    public static let sample = ObjectType.sourced(
        "Sample", "samples", version: 5, ordering: ["filename", "size", "filetype", "created", "modified", "md5", "id", "status"],
        [
            ObjectField("filename", .string, isRequired: true),
            ObjectField("filenames", .strings, initial: .emptyList),
            ObjectField("md5", .string, isRequired: true),
            ObjectField("sha1", .string),
            ObjectField("sha256", .string),
            ObjectField("ssdeep", .string),
            ObjectField("impfuzzy", .string),
            ObjectField("size", .integer, initial: .integer(0)),
            ObjectField("mimetype", .string),
            ObjectField("filetype", .string),
            ObjectField("filedata", .file),
        ])

    /// Texts (crits-resources-2.md 6.1).
    public static let rawData = ObjectType.sourced(
        "RawData", "raw_data", version: 2, ordering: ["title", "data_type", "version", "modified", "id", "status"],
        versioned + [
            ObjectField(
                "tool",
                .shape([ObjectField("name", .string), ObjectField("version", .string), ObjectField("details", .string)])),
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

    /// Rules of detection engines (crits-resources-2.md 10.1).
    public static let signature = ObjectType.sourced(
        "Signature", "signatures", version: 1,
        ordering: [
            "title", "data_type", "data_type_min_version", "data_type_max_version", "data_type_dependency", "version", "modified", "id",
            "status",
        ],
        versioned + [
            ObjectField("data_type_min_version", .string),
            ObjectField("data_type_max_version", .string),
            ObjectField("data_type_dependency", .strings, initial: .emptyList),
        ])

    /// Fields of texts that form chains of versions.
    private static let versioned = [
        ObjectField("title", .string),
        ObjectField("data", .string),
        ObjectField("data_type", .string),
        ObjectField("md5", .string),
        ObjectField("link_id", .uuid, isRequired: true),
        ObjectField("version", .integer),
    ]

    /// Pictures of objects (crits-resources-2.md 8.1).
    public static let screenshot = ObjectType(
        name: "Screenshot", resource: "screenshots", schemaVersion: 1, visibility: .byReadableSource,
        ordering: ["thumb", "description", "created", "id", "md5", "tags"], growingLists: [.source],
        fields: ObjectFields.identity + [
            ObjectField("analyst", .string),
            ObjectField("created", .date, initial: .now),
            ObjectField("modified", .date, initial: .now),
            ObjectField("description", .string),
            ObjectField("filename", .string),
            ObjectField("md5", .string),
            ObjectField("width", .integer),
            ObjectField("height", .integer),
            ObjectField("screenshot", .file, isRequired: true),
            ObjectField("thumb", .file, isRequired: true),
            ObjectField("tags", .strings, initial: .emptyList),
            ObjectField("unsupported_attrs", .anything),
            ObjectFields.source,
        ])
}
