public import Documents
public import Model

/// An entry of the registry of services, read (crits-resources-2.md 9.5).
public struct ServiceRecord: Sendable, Equatable {
    /// Whether it can run.
    public enum Status: String, Sendable {
        /// It can.
        case available
        /// Its settings do not fit.
        case misconfigured
        /// Its program is gone.
        case unavailable
    }

    /// Unique.
    public var name: String
    /// `a.b` or `a.b.c`.
    public var version: String
    /// One sentence.
    public var description: String
    /// The settings, with the types that a run's own have to have.
    public var config: Document
    /// Names of object types, or `all`.
    public var supportedTypes: [String]
    /// What it can make something of.
    public var content: AnalyserDescription.Content
    /// The administrator's switch.
    public var isEnabled: Bool
    /// Whether it runs after an upload.
    public var runsOnTriage: Bool
    /// Whether it can run.
    public var status: Status
    /// Whether a worker outside of the server runs it.
    public var isDistributed: Bool
    /// Most runs at once over all nodes; 0 for any number.
    public var maximumRuns: Int
    /// The user whose worker runs it; nil for anyone who may run services. Only that one is given ``secrets``.
    public var worker: String?
    /// Settings that nobody is shown, sealed, in hexadecimal digits.
    public var secrets: Document

    /// An entry.
    public init(
        name: String, version: String, description: String = "", config: Document = Document(), supportedTypes: [String],
        content: AnalyserDescription.Content = .anything, isEnabled: Bool = true, runsOnTriage: Bool = false,
        status: Status = .available, isDistributed: Bool = false, maximumRuns: Int = 0, worker: String? = nil,
        secrets: Document = Document()
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.config = config
        self.supportedTypes = supportedTypes
        self.content = content
        self.isEnabled = isEnabled
        self.runsOnTriage = runsOnTriage
        self.status = status
        self.isDistributed = isDistributed
        self.maximumRuns = maximumRuns
        self.worker = worker
        self.secrets = secrets
    }

    /// Reads an entry; nil for a document that is none.
    public init?(_ document: Document) {
        guard let name = document["name"]?.string else { return nil }
        func flag(_ key: String) -> Bool { document[key] == .boolean(true) }
        self.init(
            name: name, version: document["version"]?.string ?? "", description: document["description"]?.string ?? "",
            config: document["config"]?.document ?? Document(), supportedTypes: document["supported_types"]?.strings ?? [],
            content: document["accepts"]?.string.flatMap(AnalyserDescription.Content.init) ?? .anything, isEnabled: flag("enabled"),
            runsOnTriage: flag("run_on_triage"), status: document["status"]?.string.flatMap(Status.init) ?? .unavailable,
            isDistributed: flag("distributed"), maximumRuns: Int(clamping: document["maximum_runs"]?.integer ?? 0),
            worker: document["worker"]?.string, secrets: document["secrets"]?.document ?? Document())
    }

    /// Writes the entry into its document; keys that it does not know stay.
    func fill(_ head: inout Document) {
        head["name"] = .string(name)
        head["version"] = .string(version)
        head["description"] = .string(description)
        head["config"] = .document(config)
        head["supported_types"] = .strings(supportedTypes)
        head["accepts"] = .string(content.rawValue)
        head["enabled"] = .boolean(isEnabled)
        head["run_on_triage"] = .boolean(runsOnTriage)
        head["status"] = .string(status.rawValue)
        head["distributed"] = .boolean(isDistributed)
        head["maximum_runs"] = .integer(Int64(maximumRuns))
        head["worker"] = worker.map(DocumentValue.string)
        head["secrets"] = secrets.fields.isEmpty ? nil : .document(secrets)
    }

    /// Whether it may be run: on, and able to.
    public var isOffered: Bool { isEnabled && status == .available }

    /// Whether it runs after uploads.
    public var isOnTriage: Bool { runsOnTriage && status == .available }

    /// Whether it is for objects of a type.
    public func supports(_ type: ObjectType) -> Bool { supportedTypes.contains(type.name) || supportedTypes.contains("all") }

    /// Turns the entry off where it can't run.
    mutating func mark(_ status: Status) {
        self.status = status
        guard status != .available else { return }
        isEnabled = false
        runsOnTriage = false
    }

    /// Whether a text is `a.b` or `a.b.c` in digits.
    public static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (2...3).contains(parts.count)
            && parts.allSatisfy { part in
                (1...9).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}
