extension Document {
    /// A document from a client's JSON object, of repeated names the last. `null` is no value: such members and elements are
    /// left out. Whole numbers that do not fit 64 bits become doubles; dates stay the strings they are.
    public init(json view: JSONView) throws(DocumentError) {
        guard view.kind == .object else { throw .notAnObject }
        var fields: [Field] = []
        for member in view.members {
            guard let name = member.name.string else { continue }
            guard let value = try DocumentValue(json: member.value) else { continue }
            fields.append(Field(name: name, value: value))
        }
        self.init(fields)
    }
}

extension DocumentValue {
    /// A value from a client's JSON; nil for `null`.
    public init?(json view: JSONView) throws(DocumentError) {
        switch view.kind {
        case .null: return nil
        case .string: self = .string(view.string ?? "")
        case .bool: self = .boolean(view.bool ?? false)
        case .integer, .real:
            if let number = view.integer {
                self = .integer(number)
            } else if let number = view.double {
                self = .double(number)
            } else {
                throw .numberOutOfRange
            }
        case .array:
            var elements: [DocumentValue] = []
            for element in view.elements {
                if let value = try DocumentValue(json: element) { elements.append(value) }
            }
            self = .list(elements)
        case .object: self = .document(try Document(json: view))
        }
    }
}

/// Why a client's JSON is no document.
public enum DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The outermost value is something else.
    case notAnObject
    /// A number is larger than any double.
    case numberOutOfRange

    /// One sentence for the client.
    public var description: String {
        switch self {
        case .notAnObject: "the JSON is not an object"
        case .numberOutOfRange: "a number is out of range"
        }
    }
}
