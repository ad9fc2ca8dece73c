package import Model

/// The field by which people know a type's objects: a column of its own, so that searching and sorting by it reads no
/// documents (design decision 3).
package enum MainField {
    private static let keys = [
        "value", "domain", "ip", "filename", "title", "subject", "name", "email_address", "comment",
    ]

    /// Its key; nil when the type has none of them.
    package static func key(of type: ObjectType) -> String? {
        keys.first { key in
            type.fields.contains { field in
                guard field.key == key, case .string = field.kind else { return false }
                return true
            }
        }
    }
}
