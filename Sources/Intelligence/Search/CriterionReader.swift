import Documents
import Model

/// Turns one `c-` parameter into a filter (crits-api.md 4.2).
struct CriterionReader {
    let type: ObjectType
    /// Whether values are regular expressions.
    let isRegex: Bool
    /// For dates without all their parts.
    let now: Timestamp

    /// - Parameters:
    ///   - name: What stands behind `c-`.
    ///   - value: Trimmed.
    func filter(_ name: String, _ value: String) throws(SearchRefusal) -> Filter {
        let (field, operation) = CriterionReader.parts(of: name)
        guard !field.split(separator: ".").contains(where: { $0.utf8.first == 0x24 }) else {
            throw SearchRefusal("Invalid field name.")
        }
        let path = FieldPath(field, of: type)
        let test: Criterion.Test?
        if let operation {
            guard let known = SearchOperator(rawValue: operation) else {
                throw SearchRefusal("Unsupported operator '\(operation)' for field '\(field)'.")
            }
            test = self.test(known, value, ValueCoercion(of: path, now: now))
        } else {
            test = try self.test(value, path)
        }
        guard let test else { return .nothing }
        return .criterion(Criterion(path: path.names, reachesUnsupported: !path.isKnown, test: test))
    }

    /// The path, and the operator behind the first `__`.
    private static func parts(of name: String) -> (field: String, operation: String?) {
        let bytes = Array(name.utf8)
        for position in bytes.indices.dropLast() where bytes[position] == 0x5F && bytes[position + 1] == 0x5F {
            // A name may begin with underscores of its own, as `_id` does, but not with two.
            return (String(decoding: bytes[..<position], as: UTF8.self), String(decoding: bytes[(position + 2)...], as: UTF8.self))
        }
        return (name, nil)
    }

    /// Rules 1 and 4 to 8; nil matches nothing.
    private func test(_ value: String, _ path: FieldPath) throws(SearchRefusal) -> Criterion.Test? {
        let coercion = ValueCoercion(of: path, now: now)
        if coercion.readsTyped { return coercion.value(value).map { .equals($0) } }
        let text = SearchText.unquoted(value)
        guard isRegex else { return .equals(coercion.value(text) ?? .string(text)) }
        do {
            return .matches(try Pattern(text, ignoringCase: true))
        } catch {
            guard case .tooLong = error else { throw SearchRefusal("Invalid Regular Expression: \(text)") }
            throw SearchRefusal("Invalid Regular Expression: \(error)")
        }
    }

    /// The operators of 4.3; nil matches nothing.
    private func test(_ operation: SearchOperator, _ value: String, _ coercion: ValueCoercion) -> Criterion.Test? {
        switch operation {
        case .exists: return value.isEmpty ? nil : .exists(!["false", "False", "0"].contains(SearchText.unquoted(value)))
        case .isIn: return .isIn(list(value, coercion))
        case .isNotIn: return .isNotIn(list(value, coercion))
        case .equals: return single(value, coercion).map { .equals($0) }
        case .notEquals: return single(value, coercion).map { .notEquals($0) }
        case .greater: return compared(value, coercion).map { .compares(.greater, $0) }
        case .greaterOrEqual: return compared(value, coercion).map { .compares(.greaterOrEqual, $0) }
        case .less: return compared(value, coercion).map { .compares(.less, $0) }
        case .lessOrEqual: return compared(value, coercion).map { .compares(.lessOrEqual, $0) }
        }
    }

    /// An empty value is the empty string, whatever the attribute holds.
    private func single(_ value: String, _ coercion: ValueCoercion) -> DocumentValue? {
        value.isEmpty ? .string("") : coercion.value(SearchText.unquoted(value))
    }

    private func compared(_ value: String, _ coercion: ValueCoercion) -> DocumentValue? {
        value.isEmpty ? nil : coercion.value(SearchText.unquoted(value))
    }

    /// Items that are no value of the attribute's kind are left out.
    private func list(_ value: String, _ coercion: ValueCoercion) -> [DocumentValue] {
        value.isEmpty ? [.string("")] : SearchText.items(value).compactMap { coercion.value($0) }
    }
}

/// The comparison operators by the names that stand behind `__` (crits-api.md 4.3).
enum SearchOperator: String, CaseIterable {
    case greater = "gt"
    case greaterOrEqual = "gte"
    case less = "lt"
    case lessOrEqual = "lte"
    case equals = "eq"
    case notEquals = "ne"
    case isIn = "in"
    case isNotIn = "nin"
    case exists
}
