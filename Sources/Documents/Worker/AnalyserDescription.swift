/// A built-in service as the worker that has it describes it: what becomes its entry in the registry (crits-resources-2.md 9.5).
public struct AnalyserDescription: Sendable, Equatable {
    /// What a service can make something of, told by the beginning of a content (crits-resources-2.md 6.4).
    public enum Content: String, Sendable, CaseIterable {
        /// Any bytes.
        case anything
        /// A portable executable of Windows.
        case pe
        /// An executable or object of ELF.
        case elf
        /// An executable or object of Mach-O, fat ones too.
        case machO = "macho"
        /// A PDF.
        case pdf
        /// A compound file, as of Office before 2007.
        case office
        /// A zip, Office from 2007 on included.
        case zip
        /// A Rich Text document.
        case rtf
        /// Flash.
        case flash
        /// A capture in pcap or pcapng.
        case capture
        /// A certificate in PEM or DER.
        case certificate
        /// A picture.
        case picture
        /// A mail.
        case mail
    }

    /// The service's name, unique.
    public let name: String
    /// `a.b` or `a.b.c`.
    public let version: String
    /// One sentence.
    public let description: String
    /// Names of object types.
    public let supportedTypes: [String]
    /// What it can make something of.
    public let content: Content
    /// The settings that it obeys, with their defaults.
    public let config: Document
    /// Whether it runs after an upload until an administrator says otherwise (ruling 55).
    public let runsOnTriage: Bool

    /// A description.
    public init(
        name: String, version: String, description: String, supportedTypes: [String], content: Content = .anything,
        config: Document = Document(), runsOnTriage: Bool = false
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.supportedTypes = supportedTypes
        self.content = content
        self.config = config
        self.runsOnTriage = runsOnTriage
    }

    /// Reads what ``document`` wrote; nil for anything else.
    public init?(_ document: Document) {
        guard let name = document["name"]?.string, let version = document["version"]?.string,
            let description = document["description"]?.string, let types = document["supported_types"]?.list,
            let content = document["content"]?.string.flatMap(Content.init), let config = document["config"]?.document,
            let triage = document["run_on_triage"]?.boolean
        else { return nil }
        self.init(
            name: name, version: version, description: description, supportedTypes: types.compactMap(\.string), content: content,
            config: config, runsOnTriage: triage)
    }

    /// The description as it goes over the pipe.
    public var document: Document {
        [
            "name": .string(name), "version": .string(version), "description": .string(description),
            "supported_types": .list(supportedTypes.map { .string($0) }), "content": .string(content.rawValue),
            "config": .document(config), "run_on_triage": .boolean(runsOnTriage),
        ]
    }
}
