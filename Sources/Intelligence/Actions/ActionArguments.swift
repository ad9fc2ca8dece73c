import Documents
import Model

/// The arguments of an action as the request carries them; nothing of the stored document stands in for what is missing
/// (crits-actions.md 1).
struct ActionArguments {
    private let values: Document

    init(_ values: Document) {
        self.values = values
    }

    /// Whether the argument is there, with any value.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// A text, or a number as its text; nil when it is absent.
    func optionalText(_ name: String) throws(ActionRefusal) -> String? {
        switch values[name] {
        case nil: return nil
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .double(let number): return String(number)
        default: throw .wrongType
        }
    }

    /// A text that must be there; it may be empty.
    func text(_ name: String) throws(ActionRefusal) -> String {
        guard let text = try optionalText(name) else { throw .missing(name) }
        return text
    }

    /// A trimmed text that must be there and not be empty.
    func filledText(_ name: String) throws(ActionRefusal) -> String {
        let text = try text(name).trimmed
        if text.isEmpty { throw .missing(name) }
        return text
    }

    /// The first of several names for one argument that is there.
    func text(anyOf names: [String]) throws(ActionRefusal) -> String {
        for name in names where has(name) { return try text(name) }
        throw .missing(names[0])
    }

    /// The keys of an argument that is a dict; a form carries it as JSON text.
    func dictionary(_ name: String) throws(ActionRefusal) -> ActionArguments { ActionArguments(try document(name)) }

    /// An argument that is a dict.
    func document(_ name: String) throws(ActionRefusal) -> Document {
        switch values[name] {
        case nil: throw .missing(name)
        case .document(let document): return document
        case .string(let text):
            guard let document = Document(jsonText: text) else { throw .wrongType }
            return document
        default: throw .wrongType
        }
    }

    /// A list of texts, in a form as JSON text, or one text with commas, or a number; trimmed, without empty ones.
    func list(_ name: String) throws(ActionRefusal) -> [String] {
        let texts: [String]
        switch values[name] {
        case nil: throw .missing(name)
        case .list(let items): texts = try ActionArguments.texts(items)
        case .string(let text):
            if text.trimmed.hasPrefix("["), let items = Document(jsonText: "{\"list\":\(text)}")?["list"]?.list {
                texts = try ActionArguments.texts(items)
            } else {
                texts = text.split(separator: ",").map(String.init)
            }
        default:
            guard let text = try optionalText(name) else { throw .wrongType }
            texts = [text]
        }
        return texts.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// One or several texts or numbers, or one text with commas; trimmed, without empty ones.
    func scalars(_ name: String) throws(ActionRefusal) -> [String] {
        guard case .list(let items) = values[name] else { return try list(name) }
        return try items.map { (item) throws(ActionRefusal) in
            guard let text = item.scalarText else { throw .wrongType }
            return text.trimmed
        }.filter { !$0.isEmpty }
    }

    private static func texts(_ items: [DocumentValue]) throws(ActionRefusal) -> [String] {
        var found: [String] = []
        for item in items {
            guard let text = item.string else { throw .wrongType }
            found.append(text)
        }
        return found
    }

    /// A date in the wire format, cut to milliseconds; nil when it is absent or empty.
    func optionalDate(_ name: String) throws(ActionRefusal) -> Timestamp? {
        guard let value = values[name] else { return nil }
        if case .date(let date) = value { return date.cutToMilliseconds }
        guard let text = value.string else { throw .wrongType }
        if text.isEmpty { return nil }
        guard let date = StrictDate.parse(text) ?? Timestamp(text) else {
            throw ActionRefusal("time data '\(text)' does not match format '%Y-%m-%d %H:%M:%S.%f'")
        }
        return date.cutToMilliseconds
    }

    /// A date that must be there.
    func date(_ name: String) throws(ActionRefusal) -> Timestamp {
        guard has(name) else { throw .missing(name) }
        guard let date = try optionalDate(name) else { throw .wrongType }
        return date
    }

    /// A switch: `true`, `1`, `yes`, `on` are on, everything else is off.
    func flag(_ name: String) -> Bool {
        switch values[name] {
        case .boolean(let value): value
        case .integer(let number): number == 1
        case .string(let text): ["true", "1", "yes", "on"].contains(text.trimmed.lowercased())
        default: false
        }
    }

    /// The level under `tlp`; nil when it is absent or empty.
    func tlp() throws(ActionRefusal) -> String? {
        guard let text = try optionalText("tlp")?.trimmed, !text.isEmpty else { return nil }
        guard let level = TLP(rawValue: text.lowercased()) else { throw ActionRefusal("Invalid TLP level.") }
        return level.rawValue
    }

    /// One of a few words; nil when it is absent or empty.
    func word(_ name: String, of allowed: [String], message: String) throws(ActionRefusal) -> String? {
        guard let text = try optionalText(name)?.trimmed, !text.isEmpty else { return nil }
        let word = text.lowercased()
        guard allowed.contains(word) else { throw ActionRefusal("\(message): \(text)") }
        return word
    }
}

extension Document {
    /// A document from JSON text; nil when it is no object.
    fileprivate init?(jsonText text: String) {
        guard let json = try? JSONText(Array(text.utf8)), let document = try? Document(json: json.root) else { return nil }
        self = document
    }
}
