/// One job of a `waggle-worker`: a line of JSON, then the bytes to parse up to the end of input. The answer is a line of JSON,
/// then the contents that it announces, one after the other.
public enum ParsingJob: Sendable, Equatable {
    /// Kind of a file: `{"filetype", "mimetype"}`.
    case identify
    /// Files of an archive: `{"members": [{"name", "size"}, …]}`, then their contents.
    case archive(password: String?)
    /// A mail: `{"fields": {…}, "parts": [{"inline", "name", "size"}, …]}`, then the contents of the parts.
    case mail(MailForm)
    /// A picture: `{"height", "width", "image", "thumbnail"}`, the last two being sizes, then the two as PNG.
    case picture

    /// The line that asks for it.
    public var line: [UInt8] {
        var job = Document()
        switch self {
        case .identify: job["job"] = "identify"
        case .archive(let password):
            job["job"] = "archive"
            job["password"] = password.map(DocumentValue.string)
        case .mail(let form):
            job["job"] = "mail"
            job["form"] = .string(form.rawValue)
        case .picture: job["job"] = "picture"
        }
        return StoredDocument.encode(job) + [0x0A]
    }

    /// Reads a line; nil for one that asks for nothing known.
    public init?(line: [UInt8]) {
        guard let job = try? StoredDocument.decode(line) else { return nil }
        switch job["job"]?.string {
        case "identify": self = .identify
        case "archive": self = .archive(password: job["password"]?.string)
        case "mail":
            guard let form = job["form"]?.string.flatMap(MailForm.init) else { return nil }
            self = .mail(form)
        case "picture": self = .picture
        default: return nil
        }
    }
}
