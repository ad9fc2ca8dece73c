public import Model

/// Who makes a request, and by what proof.
public struct Principal: Sendable, Equatable {
    /// How the caller was recognised.
    public enum Way: Sendable, Equatable {
        /// An API key.
        case key(name: String)
        /// A cookie of a login session; the hash names the session.
        case session(hash: [UInt8])
    }

    /// Name of the user.
    public let user: String
    /// What the user's roles give.
    public let access: Access
    /// Whether only reading is allowed, whatever the roles say (ruling 41).
    public let isReadOnly: Bool
    /// The proof.
    public let way: Way

    /// A caller.
    public init(user: String, access: Access, isReadOnly: Bool, way: Way) {
        self.user = user
        self.access = access
        self.isReadOnly = isReadOnly
        self.way = way
    }

    /// The Mnemosyne level, nil when no role carries one.
    public var level: Int? { access.level }

    /// Hash of the login session, when a cookie was the proof.
    public var sessionHash: [UInt8]? {
        if case .session(let hash) = way { hash } else { nil }
    }
}
