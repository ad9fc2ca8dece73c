/// What an administrator decided that commands obey, as it was when the command began.
public struct CommandOptions: Sendable {
    /// Names of all defined sources.
    public var sources: Set<String>
    /// Names of all users, for mentions.
    public var users: Set<String>
    /// Names of the active entries of the editable lists, by kind such as `signature_types` (ruling 7).
    public var items: [String: Set<String>]
    /// `require_known_tld` (ruling 5).
    public var requiresKnownTLD: Bool

    /// Options.
    public init(
        sources: Set<String> = [], users: Set<String> = [], items: [String: Set<String>] = [:], requiresKnownTLD: Bool = false
    ) {
        self.sources = sources
        self.users = users
        self.items = items
        self.requiresKnownTLD = requiresKnownTLD
    }
}
