/// The settings that commands depend on.
public struct CommandOptions: Sendable {
    /// Whether a domain under an unknown top-level domain is refused (ruling 5).
    public var requiresKnownTLD: Bool
    /// Whether body texts of mails become samples (ruling 12).
    public var storesMailBodies: Bool
    /// The editable lists.
    public var items: ItemLists
    /// The public suffix list.
    public var suffixes: PublicSuffixes
    /// Names of all defined sources.
    public var sources: Set<String>
    /// Whether a user of exactly that name exists (mentions in comments).
    public var isUser: @Sendable (String) -> Bool
    /// Services that look at every upload.
    public var triage: [ServiceRecord] = []
    /// How many services stand between an upload and what the command stores.
    public var triageDepth = 0
    /// How often a service's run is begun at most.
    public var serviceAttempts = 3
    /// Opens a sealed setting of a service: its name, the setting's name, the sealed text. Nil when it can't be opened.
    public var openSecret: @Sendable (String, String, String) -> String? = { _, _, _ in nil }

    /// Options; as they are without any setting.
    public init(
        requiresKnownTLD: Bool = false, storesMailBodies: Bool = false, items: ItemLists = ItemLists(),
        suffixes: PublicSuffixes = .builtIn, sources: Set<String> = [], isUser: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.requiresKnownTLD = requiresKnownTLD
        self.storesMailBodies = storesMailBodies
        self.items = items
        self.suffixes = suffixes
        self.sources = sources
        self.isUser = isUser
    }
}

/// The item lists that administrators edit, with the defaults of vocabulary.json (ruling 7).
public struct ItemLists: Sendable, Hashable {
    /// An item of a list.
    public struct Item: Sendable, Hashable {
        /// Its exact name.
        public var name: String
        /// Whether it is on.
        public var isActive: Bool

        /// An item.
        public init(_ name: String, isActive: Bool = true) {
            self.name = name
            self.isActive = isActive
        }
    }

    /// Types of raw data; one that is off is refused.
    public var rawDataTypes: [Item] = [Item("JSON"), Item("Text")]
    /// Types of signatures; one that is off is refused.
    public var signatureTypes: [Item] = [Item("Bro"), Item("Snort"), Item("Yara")]
    /// Names that signatures depend on.
    public var signatureDependencies: [Item] = []
    /// Types of actor identifiers; one that is off still counts as known.
    public var actorIdentifierTypes: [Item] = ["Address", "Email", "Handle", "Name", "Phone", "URL"].map { Item($0) }
    /// Types of actions taken.
    public var actions: [Item] = [Item("Blocked Outbound At Firewall"), Item("Blocked Outbound At Desktop Firewall")]

    /// The defaults.
    public init() {}
}
