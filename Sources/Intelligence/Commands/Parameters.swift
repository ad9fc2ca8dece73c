public import Documents

/// What a POST carries: the parsed body, and what the server found out about its files before the command (crits-api.md 8.1, 8.5).
public struct Parameters: Sendable {
    /// The parameters by their names; credentials are left out.
    public var values: Document
    /// The file part `filedata`, its content sealed.
    public var upload: UploadedFile?
    /// The content in the store that has the MD5 of a metadata upload of a sample (crits-resources-2.md 7.3); looked up by the
    /// server, because its hashes take time.
    public var known: UploadedFile?
    /// What the worker found in an uploaded archive; nil when there was none to open.
    public var archive: ArchiveContent?
    /// What the worker read from an uploaded mail.
    public var mail: MailContent?

    /// Parameters.
    public init(
        _ values: Document = Document(), upload: UploadedFile? = nil, known: UploadedFile? = nil, archive: ArchiveContent? = nil,
        mail: MailContent? = nil
    ) {
        self.values = values
        self.upload = upload
        self.known = known
        self.archive = archive
        self.mail = mail
    }

    /// Spellings accepted beside those of the table (crits-api.md 8.5); the first non-empty one counts.
    private static let synonyms: [String: [String]] = [
        "source": ["source_name"], "method": ["source_method"], "reference": ["source_reference"], "tlp": ["source_tlp"],
        "confidence": ["campaign_confidence", "camp_conf"], "sectors": ["sector"], "relationship": ["relationship_type"],
        "from_address": ["from"], "raw_header": ["raw_headers"],
    ]

    /// All spellings of a parameter.
    static func spellings(of name: String) -> [String] { [name] + (synonyms[name] ?? []) }

    /// The text of a parameter, trimmed; nil when it is absent or empty.
    func text(_ name: String) throws(Objection) -> String? {
        for spelling in Self.spellings(of: name) {
            guard let value = values[spelling] else { continue }
            guard let text = value.scalarText else { throw .wrongType(spelling) }
            let trimmed = text.trimmed
            if !trimmed.isEmpty { return trimmed }
        }
        return nil
    }

    /// The text of a parameter as it was sent; nil when it is absent or empty.
    func untrimmedText(_ name: String) throws(Objection) -> String? {
        guard let text = try presentText(name) else { return nil }
        return text.isEmpty ? nil : text
    }

    /// The text of a parameter as it was sent, also when it is empty.
    func presentText(_ name: String) throws(Objection) -> String? {
        guard let value = values[name] else { return nil }
        guard let text = value.scalarText else { throw .wrongType(name) }
        return text
    }

    /// The text of a parameter that must be there.
    func requiredText(_ name: String) throws(Objection) -> String {
        guard let text = try text(name) else { throw .missing(name) }
        return text
    }

    /// A flag: absent, false, 0 and a few words are false, anything else is true (crits-resources-1.md 1.4).
    func flag(_ name: String) -> Bool {
        switch values[name] {
        case nil: false
        case .boolean(let value): value
        case .integer(let value): value != 0
        case .double(let value): value != 0
        case .string(let value): !Self.falseWords.contains(value.trimmed.lowercased())
        case .date, .list, .document: true
        }
    }

    private static let falseWords: Set<String> = ["", "0", "false", "no", "off", "none", "null"]

    /// A comma-separated text or a list of texts: trimmed, without empty and repeated items.
    func list(_ name: String) throws(Objection) -> [String] {
        for spelling in Self.spellings(of: name) {
            guard let value = values[spelling] else { continue }
            var items: [String] = []
            if case .list(let elements) = value {
                for element in elements {
                    guard let text = element.scalarText else { throw .wrongType(spelling) }
                    items.append(text)
                }
            } else if let text = value.scalarText {
                items = text.split(separator: ",").map(String.init)
            } else {
                throw .wrongType(spelling)
            }
            let result = items.map(\.trimmed).uniqued.filter { !$0.isEmpty }
            if !result.isEmpty { return result }
        }
        return []
    }

    /// A date in any usual spelling, in UTC, cut to milliseconds; nil when it is absent.
    func date(_ name: String, now: Timestamp) throws(Objection) -> Timestamp? {
        if case .date(let date) = values[name] { return date.cutToMilliseconds }
        guard let text = try text(name) else { return nil }
        guard let date = LenientDate.parse(text, now: now) else { throw .invalidDate(name, text) }
        return date.cutToMilliseconds
    }
}

extension DocumentValue {
    /// The value as text where text is due: numbers and truth values are accepted, lists and objects are not.
    var scalarText: String? {
        switch self {
        case .string(let value): value
        case .integer(let value): String(value)
        case .double(let value): String(value)
        case .boolean(let value): value ? "true" : "false"
        case .date(let value): value.documentText
        case .list, .document: nil
        }
    }

    /// The texts of a list; empty for anything else.
    var strings: [String] { list?.compactMap(\.string) ?? [] }
}

extension Array where Element: Hashable {
    /// Each element once, at its first place.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension DocumentValue {
    /// A list of texts.
    static func strings(_ texts: [String]) -> DocumentValue { .list(texts.map { .string($0) }) }
}
