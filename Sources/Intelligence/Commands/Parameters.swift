public import Documents

/// The parameters of a POST, read by the rules of crits-api.md 8.1 and crits-resources-2.md 0.3 and 0.4.
public struct Parameters: Sendable {
    /// A file that came with the request; its content lies sealed in the store.
    public struct Upload: Sendable {
        /// The client's name for it, last path component only; the md5 where it gave none.
        public var fileName: String
        /// Bytes.
        public var size: Int64
        /// Lower-case hexadecimal.
        public var md5: String
        /// Lower-case hexadecimal.
        public var sha1: String
        /// 32 bytes.
        public var sha256: [UInt8]
        /// The first 64 KiB.
        public var beginning: [UInt8]
        /// What libmagic says.
        public var filetype: String
        /// What libmagic says.
        public var mimetype: String

        /// A file.
        public init(
            fileName: String, size: Int64, md5: String, sha1: String, sha256: [UInt8], beginning: [UInt8], filetype: String,
            mimetype: String
        ) {
            let name = fileName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
            self.fileName = name.isEmpty ? md5 : name
            self.size = size
            self.md5 = md5
            self.sha1 = sha1
            self.sha256 = sha256
            self.beginning = beginning
            self.filetype = filetype
            self.mimetype = mimetype
        }
    }

    private var values: Document
    /// The file part `filedata`.
    public var upload: Upload?

    /// Later names for the same parameter, by the seed's.
    private static let synonyms: [String: [String]] = [
        "source": ["source_name"], "method": ["source_method"], "reference": ["source_reference"], "tlp": ["source_tlp"],
        "confidence": ["campaign_confidence", "camp_conf"], "sectors": ["sector"], "relationship": ["relationship_type"],
        "from_address": ["from"], "raw_header": ["raw_headers"],
    ]

    /// Parameters without the credentials, which are never data.
    public init(_ values: Document, upload: Upload? = nil) {
        self.values = values
        self.values["username"] = nil
        self.values["api_key"] = nil
        self.upload = upload
    }

    /// All that was sent, for types that keep what they do not know.
    var all: Document { values }

    private func value(_ name: String) -> DocumentValue? {
        if let value = values[name] { return value }
        return (Parameters.synonyms[name] ?? []).lazy.compactMap { values[$0] }.first
    }

    /// The text as it was sent, numbers and booleans as text; nil when it is absent.
    func exact(_ name: String) throws -> String? {
        switch value(name) {
        case nil: nil
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): String(number)
        case .boolean(let isTrue): isTrue ? "true" : "false"
        default: throw CommandRefusal.wrongType(name)
        }
    }

    /// The trimmed text; nil when it is absent or blank.
    func text(_ name: String) throws -> String? {
        guard let text = try exact(name)?.trimmed, !text.isEmpty else { return nil }
        return text
    }

    /// A trimmed text that must be there.
    func required(_ name: String) throws -> String {
        guard let text = try text(name) else { throw CommandRefusal.required(name) }
        return text
    }

    /// Items of a text with commas or of a JSON list; trimmed, without blanks and repeats.
    func list(_ name: String) throws -> [String] {
        let items: [String]
        switch value(name) {
        case nil: return []
        case .list(let values):
            items = try values.map { value in
                switch value {
                case .string(let text): text
                case .integer(let number): String(number)
                default: throw CommandRefusal.wrongType(name)
                }
            }
        default: items = (try exact(name) ?? "").split(separator: ",").map(String.init)
        }
        var result: [String] = []
        for item in items.map(\.trimmed) where !item.isEmpty && !result.contains(item) { result.append(item) }
        return result
    }

    /// A switch: off when absent, `false`, 0 or one of the words for no.
    func flag(_ name: String) throws -> Bool {
        switch value(name) {
        case nil: false
        case .boolean(let isTrue): isTrue
        case .integer(let number): number != 0
        case .string(let text): !["", "0", "false", "no", "off", "none", "null"].contains(text.trimmed.lowercased())
        default: throw CommandRefusal.wrongType(name)
        }
    }

    /// One of a few words in any letter case.
    func word(_ name: String, of allowed: [String], refusal: String) throws -> String? {
        guard let text = try text(name) else { return nil }
        guard allowed.contains(text.lowercased()) else { throw CommandRefusal("\(refusal): \(text)") }
        return text.lowercased()
    }
}
