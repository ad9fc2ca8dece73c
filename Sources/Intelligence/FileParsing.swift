public import Documents

/// What has to be known of an uploaded file and can only be told by parsing it; done outside of the server's process
/// (design decision 17).
public protocol FileParsing: Sendable {
    /// The kinds of files by their beginnings, in the same order; `Unavailable` twice where one could not be told.
    func kinds(of beginnings: [[UInt8]]) async -> [(filetype: String, mimetype: String)]
    /// The files of an archive; throws ``FileParsingError`` with the reason.
    func members(of archive: [UInt8], password: String?) async throws -> [(name: String, content: [UInt8])]
    /// The mail in an upload; throws ``FileParsingError`` with the reason.
    func mail(in content: [UInt8], form: MailForm) async throws -> ReadMail
    /// The picture in an upload, written anew as PNG; throws ``FileParsingError`` with the reason.
    func picture(in content: [UInt8]) async throws -> ReadPicture
    /// The built-in services; throws ``FileParsingError`` where there is no worker.
    func analysers() async throws -> [AnalyserDescription]
    /// What a built-in service finds in a content; throws ``FileParsingError`` when the worker dies of it or takes too long.
    func analysis(of content: [UInt8], by analyser: String, config: Document) async throws -> ReadAnalysis
}

/// A mail as the worker answers it: ``ParsedMail`` before its parts are sealed.
public struct ReadMail: Sendable, Equatable {
    /// A part that is not empty.
    public struct Part: Sendable, Equatable {
        /// The file name that the mail gives; empty when it gives none.
        public let name: String
        /// The decoded content.
        public let content: [UInt8]
        /// A text without a name that is shown with the message.
        public let isInlineText: Bool

        /// A part.
        public init(name: String, content: [UInt8], isInlineText: Bool) {
            self.name = name
            self.content = content
            self.isInlineText = isInlineText
        }
    }

    /// As in ``ParsedMail/fields``.
    public let fields: Document
    /// In the order of the mail.
    public let parts: [Part]
    /// As in ``ParsedMail/notes``.
    public let notes: [String]

    /// A mail.
    public init(fields: Document, parts: [Part], notes: [String] = []) {
        self.fields = fields
        self.parts = parts
        self.notes = notes
    }
}

/// A picture as the worker answers it: ``UploadedPicture`` before its files are sealed.
public struct ReadPicture: Sendable, Equatable {
    /// Pixels across.
    public let width: Int64
    /// Pixels down.
    public let height: Int64
    /// The whole as PNG.
    public let image: [UInt8]
    /// The thumbnail as PNG.
    public let thumbnail: [UInt8]

    /// A picture.
    public init(width: Int64, height: Int64, image: [UInt8], thumbnail: [UInt8]) {
        self.width = width
        self.height = height
        self.image = image
        self.thumbnail = thumbnail
    }
}

/// What a built-in service found.
public struct ReadAnalysis: Sendable, Equatable {
    /// A file that was found inside or made of the content.
    public struct File: Sendable, Equatable {
        /// Its name; empty when it has none.
        public let name: String
        /// Its bytes.
        public let content: [UInt8]

        /// A file.
        public init(name: String, content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    /// Entries with `subtype`, `result` and keys of their own (crits-resources-2.md 9.2).
    public let results: [Document]
    /// Lines with `level` and `message`, the oldest first.
    public let log: [Document]
    /// Whether it ends with the status `error`.
    public let failed: Bool
    /// In the order found.
    public let files: [File]

    /// An analysis.
    public init(results: [Document], log: [Document] = [], failed: Bool = false, files: [File] = []) {
        self.results = results
        self.log = log
        self.failed = failed
        self.files = files
    }
}

/// Why a file could not be parsed; a sentence for the client.
public struct FileParsingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error with its reason.
    public init(_ description: String) {
        self.description = description
    }
}
