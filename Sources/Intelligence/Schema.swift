public import Documents
public import Model

/// What the API tells about itself: directory, schemas, vocabularies (crits-api.md 1.4, 1.5, 12).
public enum Schema {
    /// The permission to read documents of a type; nil where being logged in suffices (crits-api.md 3.4).
    public static func readPermission(of type: ObjectType) -> String? {
        switch type.name {
        case "ActorIdentifier": "Actor.actor_identifiers_read"
        case "Screenshot", "Service", "Comment", "AnalysisResult": nil
        default: "\(type.name).read"
        }
    }

    /// The permission, within the type of the object it hangs on, to read a document of this type.
    public static func attachedPermission(of type: ObjectType) -> String {
        type.name == "Comment" ? "comments_read" : "services_read"
    }

    /// One document for each vocabulary category.
    public static let vocabularies: [Document] = Vocabulary.categories.map { category in
        [
            "category": .string(category.name), "resource_uri": "",
            "values": .list(category.values.map(DocumentValue.string)),
        ]
    }

    /// The directory of all resources.
    public static func directory(_ resources: some Collection<String>) -> Document {
        var directory = Document()
        for resource in resources {
            directory[resource] = .document([
                "list_endpoint": .string("/api/v1/\(resource)/"), "schema": .string("/api/v1/\(resource)/schema/"),
            ])
        }
        return directory
    }

    /// The schema of a resource; those without documents have no fields.
    public static func document(of resource: String) -> Document {
        let type = ObjectTypes.resource(resource)
        var fields = Document()
        for field in type?.fields ?? [] where field.key != "_id" { fields[field.attribute] = .document(describe(field)) }
        fields["id"] = .document(describe(ObjectField("id", .string)))
        fields["resource_uri"] = .document(describe(ObjectField("resource_uri", .string), isReadOnly: true))
        let methods: DocumentValue = .list(["get", "post", "patch"])
        var schema: Document = [
            "allowed_detail_http_methods": methods, "allowed_list_http_methods": methods, "default_format": "application/json",
            "default_limit": 20, "fields": .document(fields),
        ]
        if let ordering = type?.ordering, !ordering.isEmpty { schema["ordering"] = .list(ordering.map(DocumentValue.string)) }
        return schema
    }

    private static func describe(_ field: ObjectField, isReadOnly: Bool = false) -> Document {
        var description: Document = [
            "blank": false, "default": initial(field), "help_text": "", "nullable": .boolean(!field.isRequired && !isReadOnly),
            "readonly": .boolean(isReadOnly), "type": .string(kind(field)), "unique": false,
        ]
        if case .strings = field.kind { description["content"] = .document(["type": "string", "help_text": ""]) }
        return description
    }

    private static func kind(_ field: ObjectField) -> String {
        switch field.kind {
        case .string, .uuid, .reference: "string"
        case .integer: "integer"
        case .double: "float"
        case .boolean: "boolean"
        case .date: "datetime"
        case .file: "file upload"
        case .strings, .shapes: "list"
        case .shape, .anything: "dict"
        }
    }

    private static func initial(_ field: ObjectField) -> DocumentValue {
        switch field.initial {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let isTrue): .boolean(isTrue)
        case .emptyList: .list([])
        case .now, nil: "No default provided."
        }
    }
}
