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

    /// What a user has to do before pages show anything else.
    public enum Duty: Sendable, Equatable {
        /// Someone else chose their password.
        case changePassword
        /// `totp_web` is `Required` and they have no second factor yet; APIs are closed to them too.
        case makeSecondFactor
    }

    /// Name of the user.
    public let user: String
    /// What the user's roles give.
    public let access: Access
    /// Whether only reading is allowed, whatever the roles say (ruling 41).
    public let isReadOnly: Bool
    /// The proof.
    public let way: Way
    /// What is to be done first; nil for keys.
    public let duty: Duty?

    /// A caller.
    public init(user: String, access: Access, isReadOnly: Bool, way: Way, duty: Duty? = nil) {
        self.user = user
        self.access = access
        self.isReadOnly = isReadOnly
        self.way = way
        self.duty = duty
    }

    /// Whether the threat-intelligence API is open to them: keys need `api_interface`, login sessions that or `web_interface`
    /// (crits-api.md 2.2, 2.3).
    public var mayUseThreatAPI: Bool {
        switch way {
        case .key: access.isAllowed("api_interface")
        case .session:
            duty != .makeSecondFactor && (access.isAllowed("api_interface") || access.isAllowed("web_interface"))
        }
    }

    /// The Mnemosyne level, nil when no role carries one.
    public var level: Int? { access.level }

    /// Hash of the login session, when a cookie was the proof.
    public var sessionHash: [UInt8]? {
        if case .session(let hash) = way { hash } else { nil }
    }
}
