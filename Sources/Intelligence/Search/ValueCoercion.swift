import Documents
import Model

/// Reads the text of a criterion as the kind of value that the attribute holds (crits-api.md 4.2, 4.3).
struct ValueCoercion {
    private enum Kind {
        case text, lowercaseText, integer, double, boolean, date, id
        /// An id within a document, whose criteria may be any text.
        case reference
    }

    private let kind: Kind
    private let now: Timestamp

    init(of path: FieldPath, now: Timestamp) {
        self.now = now
        switch path.kind {
        case _ where path.names == ["_id"]: kind = .id
        case _ where path.names == ["schema_version"]: kind = .integer
        case .integer: kind = .integer
        case .double: kind = .double
        case .boolean: kind = .boolean
        case .date: kind = .date
        case .uuid: kind = .lowercaseText
        case .reference, .file: kind = .reference
        case .string, .strings, .shape, .shapes, .anything, nil: kind = .text
        }
    }

    /// Whether a value without an operator is read as a kind of its own, with its quotes and never as a regular expression.
    var readsTyped: Bool {
        switch kind {
        case .integer, .double, .boolean, .date, .id: true
        case .text, .lowercaseText, .reference: false
        }
    }

    /// The value; nil for a text that is none of the kind, with which no document is matched. What is no date stays a text,
    /// which equals no date.
    func value(_ text: String) -> DocumentValue? {
        switch kind {
        case .text: .string(text)
        case .lowercaseText: .string(text.lowercased())
        case .integer: Int64(text).map(DocumentValue.integer)
        case .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
        case .boolean: ValueCoercion.booleans[text].map(DocumentValue.boolean)
        case .date: LenientDate.parse(text, now: now).map { .date($0.cutToMilliseconds) } ?? .string(text)
        case .id: ObjectID(text).map { .string($0.description) }
        case .reference: .string(ObjectID(text)?.description ?? text)
        }
    }

    private static let booleans = ["true": true, "True": true, "1": true, "false": false, "False": false, "0": false]
}
