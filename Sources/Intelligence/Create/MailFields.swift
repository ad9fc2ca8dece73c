import Documents
import Model

/// The attributes of a mail from parameters or from a parsed message (crits-resources-1.md 9.3, 9.7, 9.8).
struct MailFields {
    private var fields = Document()
    private var unsupported = Document()
    private(set) var notes: [String] = []

    /// Input names with the key they fill.
    private static let keys: [String: String] = {
        var keys = [
            "from": "from", "from_address": "from", "raw_header": "raw_headers", "raw_headers": "raw_headers", "raw_body": "raw_body",
            "date": "date",
        ]
        for name in ObjectTypes.emailTexts { keys[name] = name }
        return keys
    }()

    /// Parameters that say something else than a field of the mail.
    private static let otherParameters: Set<String> = [
        "upload_type", "username", "api_key", "format", "source", "source_name", "method", "source_method", "reference",
        "source_reference", "tlp", "source_tlp", "campaign", "confidence", "campaign_confidence", "camp_conf", "bucket_list", "ticket",
        "sector", "sectors", "filedata", "email_id", "password", "save_unsupported",
    ]

    /// Header names that are never taken.
    private static let droppedHeaders: Set<String> = [
        "schema_version", "comments", "objects", "campaign", "relationships", "source", "releasability", "analysis", "bucket_list",
        "ticket", "unsupported_attrs",
    ]

    /// The fields of an upload of `fields`; its date is required.
    init(_ parameters: Parameters, now: Timestamp) throws(Objection) {
        let text = try parameters.requiredText("date")
        guard let date = LenientDate.parse(text, now: now) else { throw .invalidDate("date", text) }
        fields["date"] = .string(text)
        fields["isodate"] = .date(date.cutToMilliseconds)
        for name in ["to", "cc"] { fields[name] = .strings(try parameters.list(name)) }
        for field in parameters.values.fields where !Self.otherParameters.contains(field.name) {
            if ["date", "to", "cc"].contains(field.name) { continue }
            guard let text = field.value.scalarText?.trimmed else { throw .wrongType(field.name) }
            guard !text.isEmpty else { continue }
            set(field.name, text)
        }
    }

    /// The fields of a parsed message.
    init(_ mail: ParsedMail, form: String, parameters: Parameters, isUpdate: Bool, now: Timestamp) throws(Objection) {
        var posted = mail.fields
        if form == "yaml", parameters.flag("save_unsupported"), let more = posted["unsupported_attrs"]?.document {
            for field in more.fields where posted[field.name] == nil { posted[field.name] = field.value }
        }
        for field in posted.fields where !Self.droppedHeaders.contains(field.name) && field.name != "date" {
            if field.name == "to" || field.name == "cc" {
                fields[field.name] = .strings(try Parameters([field.name: field.value]).list(field.name))
            } else if let text = field.value.scalarText {
                set(field.name, field.name == "x_originating_ip" ? Self.firstAddress(in: text) ?? text : text)
            } else if Self.keys[field.name] != nil {
                throw .wrongType(field.name)
            } else {
                keep(field.name, field.value)
            }
        }
        try setDate(posted["date"]?.scalarText, form: form, isUpdate: isUpdate, now: now)
    }

    private mutating func setDate(_ text: String?, form: String, isUpdate: Bool, now: Timestamp) throws(Objection) {
        guard let text, !text.trimmed.isEmpty else {
            guard !isUpdate else { return }
            fields["date"] = .string(now.documentText)
            fields["isodate"] = .date(now)
            return
        }
        let date = LenientDate.parse(text, now: now)
        if date == nil {
            guard form != "yaml" else { throw .invalidDate("date", text) }
            notes.append("The date can't be read, so the time of the upload is used: \(text.shortened)")
        }
        fields["date"] = .string(text)
        fields["isodate"] = .date(date?.cutToMilliseconds ?? now)
    }

    /// Puts everything on a mail; what is not given stays.
    func fill(_ draft: inout ObjectDraft) {
        for field in fields.fields { draft.head[field.name] = field.value }
        guard !unsupported.isEmpty else { return }
        var all = draft.head["unsupported_attrs"]?.document ?? Document()
        for field in unsupported.fields { all[field.name] = field.value }
        draft.head["unsupported_attrs"] = .document(all)
    }

    private mutating func set(_ name: String, _ text: String) {
        if let key = Self.keys[name] { fields[key] = .string(text) } else { keep(name, .string(text)) }
    }

    /// Keeps what no field is for, under a name that is allowed (crits-api.md 10.8).
    private mutating func keep(_ name: String, _ value: DocumentValue) {
        guard !name.isEmpty, !name.hasPrefix("_"), !name.hasPrefix("$"), !name.contains(".") else { return }
        unsupported[name] = value
    }

    /// The first IPv4 address in a text such as `[192.0.2.55]`.
    private static func firstAddress(in text: String) -> String? {
        text.split { !($0 == "." || ("0"..."9").contains($0)) }.lazy.compactMap { NetworkAddress.ipv4(String($0)) }.first
    }
}
