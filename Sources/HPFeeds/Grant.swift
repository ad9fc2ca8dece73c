/// What an ident may do (`hpfeeds.md` section 5).
public struct Grant: Sendable, Equatable {
    /// Login name, at most 255 bytes, compared exactly.
    public var ident: String
    /// Label of who runs the sensor; grants nothing.
    public var owner: String
    /// The secrets that log in: one, or two while rotating. None means nobody can.
    public var secrets: [String]
    /// Exact names of the channels it may publish to.
    public var publish: Set<String>
    /// Exact names of the channels it may subscribe to.
    public var subscribe: Set<String>
    /// Whether its clients accept a PUBLISH over 1 048 576 bytes (3.x clients hang up on one).
    public var receivesLarge: Bool

    /// A grant with all its parts.
    public init(
        ident: String, owner: String, secrets: [String], publish: Set<String>, subscribe: Set<String>, receivesLarge: Bool = false
    ) {
        self.ident = ident
        self.owner = owner
        self.secrets = secrets
        self.publish = publish
        self.subscribe = subscribe
        self.receivesLarge = receivesLarge
    }
}
