public import Documents

/// A list that an administrator edits and that forms and checks offer (ruling 7; crits-web.md 3.1 M6).
public enum ItemKind: String, Sendable, Hashable, CaseIterable {
    case action
    case actorIdentifierType = "actor_identifier_type"
    case rawDataType = "raw_data_type"
    case signatureDependency = "signature_dependency"
    case signatureType = "signature_type"

    /// The permission to add to the list.
    public var permission: String {
        switch self {
        case .action: "add_new_indicator_action"
        case .actorIdentifierType: "add_new_actor_identifier_type"
        case .rawDataType: "add_new_raw_data_type"
        case .signatureDependency: "add_new_signature_dependency"
        case .signatureType: "add_new_signature_type"
        }
    }

    /// What the list holds from the start (vocabulary.json).
    public var defaults: [String] {
        switch self {
        case .action: ["Blocked Outbound At Firewall", "Blocked Outbound At Desktop Firewall"]
        case .actorIdentifierType: ["Address", "Email", "Handle", "Name", "Phone", "URL"]
        case .rawDataType: ["JSON", "Text"]
        case .signatureDependency: []
        case .signatureType: ["Bro", "Snort", "Yara"]
        }
    }
}

/// One entry of such a list.
public struct Item: Sendable, Equatable {
    /// The list.
    public var kind: ItemKind
    /// The name; unique in its list.
    public var name: String
    /// Whether forms offer it; objects that name it stay either way.
    public var isActive: Bool
    /// For actions: the types of objects it is for.
    public var objectTypes: [String]
    /// For actions: lines `type, field, value` of objects that get it with one click (crits-web.md M7).
    public var preferred: [String]
    /// When it was made.
    public var created: Timestamp

    /// An entry.
    public init(
        kind: ItemKind, name: String, isActive: Bool = true, objectTypes: [String] = [], preferred: [String] = [], created: Timestamp
    ) {
        self.kind = kind
        self.name = name
        self.isActive = isActive
        self.objectTypes = objectTypes
        self.preferred = preferred
        self.created = created
    }
}
