public import Documents

/// What the worker made of an uploaded mail.
public enum MailContent: Sendable, Equatable {
    /// A message of any of the forms.
    case message(ParsedMail)
    /// Why it can't be read.
    case unreadable(String)
}

/// A mail as the worker read it (crits-resources-1.md 9.3 to 9.7).
public struct ParsedMail: Sendable, Equatable {
    /// Header or key names, normalised as in 9.3, with their values: texts, or lists of addresses for `to` and `cc`.
    /// Includes `raw_header` and `raw_body`. Names without a field end in `unsupported_attrs`.
    public var fields: Document
    /// The non-empty parts, each MD5 once.
    public var attachments: [MailPart]
    /// What an answer tells beside success, such as attachments that can't be decrypted.
    public var notes: [String]

    /// A mail.
    public init(fields: Document, attachments: [MailPart] = [], notes: [String] = []) {
        self.fields = fields
        self.attachments = attachments
        self.notes = notes
    }

    /// Adds a part; one with a known MD5 replaces the earlier (crits-resources-1.md 9.4, step 7), but a text of the message never
    /// hides an attachment.
    public mutating func add(_ part: MailPart) {
        guard let place = attachments.firstIndex(where: { $0.file.md5 == part.file.md5 }) else { return attachments.append(part) }
        if !part.isInlineText || attachments[place].isInlineText { attachments[place] = part }
    }
}

/// A part of a mail, its content sealed.
public struct MailPart: Sendable, Equatable {
    /// The content; its client name is the part's file name.
    public var file: UploadedFile
    /// A text without a name that is shown with the message; stored only under `email_body_samples` (ruling 12).
    public var isInlineText: Bool
    /// The files in it, when it is an archive that was opened (`msg` only).
    public var archive: ArchiveContent?

    /// A part.
    public init(file: UploadedFile, isInlineText: Bool = false, archive: ArchiveContent? = nil) {
        self.file = file
        self.isInlineText = isInlineText
        self.archive = archive
    }
}
