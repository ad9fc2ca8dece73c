import Documents
import Intelligence

/// The query of a request to the threat-intelligence API, in its order.
struct QueryParameters: Sendable {
    let pairs: [(name: String, value: String)]

    /// Names that are never arguments of an action (crits-actions.md 1).
    private static let control: Set<String> = [
        "username", "api_key", "format", "action", "file", "file_format", "only", "exclude", "limit", "offset", "order_by", "sort", "or",
        "regex", "callback", "fullschema", "cursor",
    ]

    init(_ query: String?) {
        pairs = FormFields(query).pairs
    }

    /// The last value of a parameter.
    subscript(_ name: String) -> String? { pairs.last { $0.name == name }?.value }

    /// The format of the answer; an unknown one is none (crits-api.md 6.1).
    var format: DocumentFormat? { self["format"].flatMap(DocumentFormat.init(rawValue:)) }

    /// Whether files are asked for rather than documents.
    var wantsFiles: Bool {
        if format != nil { return false }
        return self["format"] == "file" || !(self["file"] ?? "").isEmpty
    }

    /// What may be an argument of an action.
    var arguments: Document {
        var document = Document()
        for (name, value) in pairs where !QueryParameters.control.contains(name) && !name.hasPrefix("c-") {
            document[name] = .string(value)
        }
        return document
    }
}
