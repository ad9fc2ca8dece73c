public import Documents
public import Model

/// What the CRITs API consists of: its resources, their methods and schemas (crits-api.md 1.3 to 1.5).
public enum ResourceDirectory {
    /// One resource.
    public struct Resource: Sendable {
        /// Last part of its URL.
        public let name: String
        /// The type of its documents; nil where it has none of its own.
        public let type: ObjectType?
        /// Methods of the list URL, upper case.
        public let listMethods: [String]
        /// Methods of a document's URL; empty where there is none.
        public let detailMethods: [String]

        init(_ name: String, _ listMethods: [String], _ detailMethods: [String]) {
            self.name = name
            type = ObjectTypes.resource(name)
            self.listMethods = listMethods
            self.detailMethods = detailMethods
        }
    }

    /// All resources, sorted by name.
    public static let resources: [Resource] =
        ([
            Resource("actoridentifiers", ["GET", "POST"], ["GET"]),
            Resource("analysis_results", ["GET"], ["GET"]),
            Resource("comments", ["GET", "POST"], ["GET"]),
            Resource("indicator_activity", ["POST"], []),
            Resource("screenshots", ["GET", "POST"], ["GET"]),
            Resource("service_registry", ["GET"], ["GET"]),
            Resource("services", ["POST"], []),
            Resource("vocab", ["GET"], ["GET"]),
        ] + ObjectTypes.topLevel.map { Resource($0.resource, ["GET", "POST", "PATCH"], ["GET", "PATCH"]) })
        .sorted { $0.name < $1.name }

    private static let byName = Dictionary(uniqueKeysWithValues: resources.map { ($0.name, $0) })

    /// A resource by its name.
    public static func resource(_ name: String) -> Resource? { byName[name] }

    /// The document at `/api/v1/`; `inlinesSchemas` puts the schemas themselves in place of their paths.
    public static func document(inlinesSchemas: Bool = false) -> Document {
        var directory = Document()
        for resource in resources {
            let path = "/api/v1/\(resource.name)/"
            directory[resource.name] = .document([
                "list_endpoint": .string(path),
                "schema": inlinesSchemas ? .document(schema(of: resource)) : .string(path + "schema/"),
            ])
        }
        return directory
    }

    /// The document at `schema/`.
    public static func schema(of resource: Resource) -> Document {
        var fields: Document = ["resource_uri": .document(entry(type: "string", isReadOnly: true))]
        for field in resource.type?.fields ?? [] {
            fields[field.attribute] = .document(
                field.key == "_id" ? entry(type: "string", isUnique: true) : entry(of: field))
        }
        var schema: Document = [
            "allowed_detail_http_methods": .strings(resource.detailMethods.map { $0.lowercased() }),
            "allowed_list_http_methods": .strings(resource.listMethods.map { $0.lowercased() }),
            "default_format": "application/json",
            "default_limit": 20,
            "fields": .document(fields),
        ]
        if let ordering = resource.type?.ordering, !ordering.isEmpty { schema["ordering"] = .strings(ordering) }
        return schema
    }

    private static func entry(of field: ObjectField) -> Document {
        var result = entry(type: field.kind.schemaName, default: field.initial?.schemaValue, isNullable: !field.isRequired)
        if case .strings = field.kind { result["content"] = .document(["type": "string", "help_text": ""]) }
        return result
    }

    private static func entry(
        type: String, default value: DocumentValue? = nil, isNullable: Bool = false, isReadOnly: Bool = false, isUnique: Bool = false
    ) -> Document {
        [
            "blank": false, "default": value ?? "No default provided.", "help_text": "", "nullable": .boolean(isNullable),
            "readonly": .boolean(isReadOnly), "type": .string(type), "unique": .boolean(isUnique),
        ]
    }
}

extension ObjectField.Kind {
    /// The name of the kind in a schema.
    fileprivate var schemaName: String {
        switch self {
        case .string, .uuid, .reference, .file: "string"
        case .integer: "integer"
        case .double: "float"
        case .boolean: "boolean"
        case .date: "datetime"
        case .strings, .shapes: "list"
        case .shape, .anything: "dict"
        }
    }
}

extension ObjectFieldDefault {
    /// The default as a schema shows it; nil where it is the time of the creation.
    fileprivate var schemaValue: DocumentValue? {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let value): .boolean(value)
        case .emptyList: .list([])
        case .now: nil
        }
    }
}
