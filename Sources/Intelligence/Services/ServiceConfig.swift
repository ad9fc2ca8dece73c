import Documents

/// Settings of a service: what is given over what is stored, each with the type that it has there (crits-resources-2.md 9.6).
enum ServiceConfig {
    /// Bytes of all settings together.
    private static let maximumBytes = 64 << 10

    /// The stored settings with the given ones in their place. `isOpen` also lets in what is not stored; otherwise a name that the
    /// service does not know is refused.
    static func merge(_ given: Document, over stored: Document, isOpen: Bool) throws(Objection) -> Document {
        var merged = stored
        for field in given.fields {
            if let known = stored[field.name] {
                merged[field.name] = try value(field.value, like: known, name: field.name)
            } else if isOpen {
                merged[field.name] = field.value
            } else {
                throw Objection("Unknown option: \(field.name.shortened)")
            }
        }
        guard StoredDocument.encode(merged).count <= maximumBytes else {
            throw Objection("The options are longer than \(maximumBytes) bytes.")
        }
        return merged
    }

    private static func value(_ given: DocumentValue, like known: DocumentValue, name: String) throws(Objection) -> DocumentValue {
        switch known {
        case .integer:
            if case .integer = given { return given }
            if case .double(let number) = given, let whole = Int64(exactly: number) { return .integer(whole) }
            if let text = given.string?.trimmed, let number = Int64(text) { return .integer(number) }
            throw Objection("Option \(name) must be a whole number.")
        case .double:
            if case .double = given { return given }
            if case .integer(let number) = given { return .double(Double(number)) }
            if let text = given.string?.trimmed, let number = Double(text), number.isFinite { return .double(number) }
            throw Objection("Option \(name) must be a number.")
        case .boolean:
            if let flag = flag(given) { return .boolean(flag) }
            throw Objection("Option \(name) must be true or false.")
        case .list:
            if case .list = given { return given }
            guard let text = given.string else { throw Objection("Option \(name) must be a list.") }
            return .strings(text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty })
        case .document:
            guard case .document = given else { throw Objection("Option \(name) must be an object.") }
            return given
        case .string, .date:
            guard let text = given.scalarText else { throw Objection("Option \(name) must be a text.") }
            return .string(text)
        }
    }

    private static func flag(_ value: DocumentValue) -> Bool? {
        switch value {
        case .boolean(let flag): flag
        case .integer(0): false
        case .integer(1): true
        case .string(let text):
            switch text.trimmed.lowercased() {
            case "true", "1", "yes", "on": true
            case "false", "0", "no", "off", "": false
            default: nil
            }
        default: nil
        }
    }
}
