/// One job of a `waggle-worker`: a line of JSON, then the bytes to parse. The answer is a line of JSON, then the contents that it
/// announces, one after the other. Each of both is a ``WorkerFrame``.
public enum ParsingJob: Sendable, Equatable {
    /// Kinds of files, whose beginnings of these sizes follow one another: `{"kinds": [{"filetype", "mimetype"}, …]}`, an element empty
    /// where nothing could be told.
    case identify(sizes: [Int])
    /// Files of an archive: `{"members": [{"name", "size"}, …]}`, then their contents.
    case archive(password: String?)
    /// A mail: `{"fields": {…}, "notes": […], "parts": [{"inline", "name", "size"}, …]}`, then the contents of the parts.
    case mail(MailForm)
    /// A picture: `{"height", "width", "image", "thumbnail"}`, the last two being sizes, then the two as PNG.
    case picture
    /// What the worker can analyse: `{"analysers": [{…}, …]}`, each an ``AnalyserDescription``.
    case analysers
    /// An analysis: `{"failed", "files": [{"name", "size"}, …], "log": [{"level", "message"}, …], "results": [{…}, …]}`, then the
    /// contents of the files. Each result has `subtype`, `result` and keys of its own (crits-resources-2.md 9.2).
    case analyse(analyser: String, config: Document)

    /// The line that asks for it.
    public var line: [UInt8] {
        var job = Document()
        switch self {
        case .identify(let sizes):
            job["job"] = "identify"
            job["sizes"] = .list(sizes.map { .integer(Int64($0)) })
        case .archive(let password):
            job["job"] = "archive"
            job["password"] = password.map(DocumentValue.string)
        case .mail(let form):
            job["job"] = "mail"
            job["form"] = .string(form.rawValue)
        case .picture: job["job"] = "picture"
        case .analysers: job["job"] = "analysers"
        case .analyse(let analyser, let config):
            job["job"] = "analyse"
            job["analyser"] = .string(analyser)
            job["config"] = .document(config)
        }
        return StoredDocument.encode(job) + [0x0A]
    }

    /// Reads a line; nil for one that asks for nothing known.
    public init?(line: [UInt8]) {
        guard let job = try? StoredDocument.decode(line) else { return nil }
        switch job["job"]?.string {
        case "identify": self = .identify(sizes: (job["sizes"]?.list ?? []).compactMap { $0.integer.flatMap { Int(exactly: $0) } })
        case "archive": self = .archive(password: job["password"]?.string)
        case "mail":
            guard let form = job["form"]?.string.flatMap(MailForm.init) else { return nil }
            self = .mail(form)
        case "picture": self = .picture
        case "analysers": self = .analysers
        case "analyse":
            guard let analyser = job["analyser"]?.string, let config = job["config"]?.document else { return nil }
            self = .analyse(analyser: analyser, config: config)
        default: return nil
        }
    }
}
