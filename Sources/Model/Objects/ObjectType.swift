/// One field of a type or of an embedded shape.
public struct ObjectField: Sendable {
    /// What a field holds, and how criteria on it are read (crits-api.md 4.3).
    public indirect enum Kind: Sendable {
        case string, integer, double, boolean, date, uuid
        /// A 24-digit id of another document.
        case reference
        /// Id of a stored file.
        case file
        /// A list of strings.
        case strings
        /// An object with these fields.
        case shape([ObjectField])
        /// A list of objects with these fields.
        case shapes([ObjectField])
        /// An object or list of free form.
        case anything
    }

    /// Key in documents, criteria and answers.
    public let key: String
    /// Name in `only`, `exclude`, `sort`, `schema` where it differs (crits-api.md 4.9).
    public let attribute: String
    /// What it holds.
    public let kind: Kind
    /// Whether a document of the type always has it (schema's `nullable` is false, `only` and `exclude` keep it).
    public let isRequired: Bool
    /// What a new document starts with; nil where the key is absent.
    public let initial: ObjectFieldDefault?

    /// A field.
    public init(
        _ key: String, attribute: String? = nil, _ kind: Kind, isRequired: Bool = false, initial: ObjectFieldDefault? = nil
    ) {
        self.key = key
        self.attribute = attribute ?? key
        self.kind = kind
        self.isRequired = isRequired
        self.initial = initial
    }
}

/// What a field of a new document holds before anyone sets it.
public enum ObjectFieldDefault: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case emptyList
    case now
}

/// Who may see the documents of a type (crits-api.md 1.3, 3.5).
public enum ObjectVisibility: Sendable, Hashable {
    /// By the (source, TLP) pairs of their `source`.
    case bySource
    /// Whoever may read the type.
    case toReaders
    /// At least one readable source, whatever its TLP (screenshots).
    case byReadableSource
    /// As the document whose type and id stand in these two fields (comments, analysis results).
    case asTarget(typeKey: String, idKey: String)
}

/// A list of a document whose entries are rows of their own, because it can grow without bound (design decision 5).
public enum GrowingList: String, Sendable, Hashable, CaseIterable {
    /// One row for each *instance*; rows of one name are shown as one element `{name, instances}`.
    case source
    case relationships
    case objects
    case tickets
    case actions
    case activity
}

/// One type of top-level object: the entry of the table that search, projection, schema, forms and documentation read
/// (design decision 1).
public struct ObjectType: Sendable {
    /// The type name in answers, such as `RawData`.
    public let name: String
    /// The last part of its URL, such as `raw_data`.
    public let resource: String
    /// Written to `schema_version` of new documents.
    public let schemaVersion: Int64
    /// Who may see its documents.
    public let visibility: ObjectVisibility
    /// Names allowed in `order_by` (crits-api.md 1.7).
    public let ordering: [String]
    /// The lists of its documents that are rows of their own.
    public let growingLists: Set<GrowingList>
    /// All its fields, base attributes included.
    public let fields: [ObjectField]
    /// Keys of the fields that hold ids of stored files; shown to readers of a source that supplied them (ruling 31).
    public let contentKeys: Set<String>

    /// A type.
    public init(
        name: String, resource: String, schemaVersion: Int64, visibility: ObjectVisibility, ordering: [String],
        growingLists: Set<GrowingList>, fields: [ObjectField]
    ) {
        self.name = name
        self.resource = resource
        self.schemaVersion = schemaVersion
        self.visibility = visibility
        self.ordering = ordering
        self.growingLists = growingLists
        self.fields = fields
        contentKeys = Set(
            fields.lazy.filter { field in
                if case .file = field.kind { true } else { false }
            }.map(\.key))
    }
}
