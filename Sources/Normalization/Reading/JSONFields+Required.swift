internal import Documents

/// Reading of the fields that a table found: what is missing or of a wrong type is a failure that names the field (3.5).
extension JSONFields {
    /// A member that must be there and not null.
    @inline(__always)
    func required(_ field: Field) throws(NormalizationError) -> JSONView {
        guard let value = optional(field) else { throw .missing("\(field)") }
        return value
    }

    /// A member that may be missing; null counts as missing.
    @inline(__always)
    func optional(_ field: Field) -> JSONView? {
        guard let value = self[field], !value.isNull else { return nil }
        return value
    }

    func text(_ field: Field) throws(NormalizationError) -> String {
        guard let text = try required(field).string else { throw .notText("\(field)") }
        return text
    }

    func optionalText(_ field: Field) throws(NormalizationError) -> String? {
        guard let value = optional(field) else { return nil }
        guard let text = value.string else { throw .notText("\(field)") }
        return text
    }

    func port(_ field: Field) throws(NormalizationError) -> UInt16 {
        guard let port = try required(field).portNumber else { throw .notPort("\(field)") }
        return port
    }
}
