import Documents
public import Model

/// A path that a client wrote, in database names, and what the type's table says about what it reaches
/// (crits-api.md 4.3, 4.9).
public struct FieldPath: Sendable {
    /// Database names from the top; attribute names have been replaced.
    public let names: [String]
    /// What the path reaches; nil where the table knows nothing.
    public let kind: ObjectField.Kind?
    /// Whether the top-level name is one of the type's documents. Others are kept under `unsupported_attrs`.
    public let isKnown: Bool

    /// Reads a dotted path.
    public init(_ text: String, of type: ObjectType) {
        var names: [String] = []
        var kind: ObjectField.Kind?
        var fields = type.fields[...]
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let name = String(part)
            if let inside = kind, inside.isList, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !name.isEmpty {
                // An index of a list changes nothing about what its elements are.
                names.append(name)
                continue
            }
            let field = FieldPath.field(name, of: fields)
            names.append(field?.key ?? (names.isEmpty && name == "id" ? "_id" : name))
            kind = field?.kind
            fields = kind?.fields[...] ?? []
        }
        self.names = names
        self.kind = names == ["_id"] ? .reference : kind
        isKnown = FieldPath.everywhere.contains(names[0]) || type.fields.contains { $0.key == names[0] }
    }

    /// Top-level names that documents of all types have.
    private static let everywhere: Set<String> = ["_id", "schema_version", Document.unsupportedName]

    /// Keys go before attribute names, where one field's key is another's attribute name.
    private static func field(_ name: String, of fields: ArraySlice<ObjectField>) -> ObjectField? {
        fields.first { $0.key == name } ?? fields.first { $0.attribute == name }
    }
}

extension ObjectField.Kind {
    var isList: Bool {
        switch self {
        case .strings, .shapes: true
        case .string, .integer, .double, .boolean, .date, .uuid, .reference, .file, .shape, .anything: false
        }
    }

    var fields: [ObjectField] {
        switch self {
        case .shape(let fields), .shapes(let fields): fields
        case .string, .integer, .double, .boolean, .date, .uuid, .reference, .file, .strings, .anything: []
        }
    }
}

extension ObjectType {
    /// Whether a name is a field of the type's documents, by key or attribute name.
    func hasField(named name: String) -> Bool {
        name == "_id" || name == "id" || fields.contains { $0.key == name || $0.attribute == name }
    }
}
