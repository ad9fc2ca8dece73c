public import Documents

/// A person or program that may log in.
public struct User: Sendable, Equatable {
    /// The name; unique among its kind.
    public var name: String
    /// May be empty.
    public var firstName: String
    /// May be empty.
    public var lastName: String
    /// Address for mail; may be empty.
    public var email: String
    /// Source name of their comments (crits-api.md 2.7); where it is empty the setting `company_name` counts.
    public var organization: String
    /// Free text; may be empty.
    public var description: String
    /// Library KDF text form with its parameters, see `PasswordHash` in `Accounts`.
    public var passwordHash: String
    /// Whether the next log-in has to choose a new password before anything else.
    public var mustChangePassword: Bool
    /// Secret of the second factor, sealed with the server's key; nil where there is none.
    public var sealedTOTPSecret: [UInt8]?
    /// Names of roles, in no order that matters.
    public var roles: [String]
    /// False while disabled: neither log-in nor keys work.
    public var isActive: Bool
    /// Choices of the profile page, by name (crits-web.md 2.8).
    public var preferences: [String: String]
    /// When it was made.
    public var created: Timestamp

    /// A user.
    public init(
        name: String, firstName: String = "", lastName: String = "", email: String = "", organization: String = "",
        description: String = "", passwordHash: String, mustChangePassword: Bool = false, sealedTOTPSecret: [UInt8]? = nil,
        roles: [String], isActive: Bool = true, preferences: [String: String] = [:], created: Timestamp
    ) {
        self.name = name
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.organization = organization
        self.description = description
        self.passwordHash = passwordHash
        self.mustChangePassword = mustChangePassword
        self.sealedTOTPSecret = sealedTOTPSecret
        self.roles = roles
        self.isActive = isActive
        self.preferences = preferences
        self.created = created
    }
}

/// A name for what its holders may do, in both systems.
public struct Role: Sendable, Equatable {
    /// The name; unique among its kind.
    public var name: String
    /// Mnemosyne level, 0 to 100; nil where the role carries none (ruling 34).
    public var level: Int?
    /// Names of ``Permission``.
    public var permissions: Set<String>
    /// What it may do with the objects of each source, by name of the source; at most one a source.
    public var sources: [SourceGrant]
    /// Free text; may be empty.
    public var description: String
    /// Built-in roles can't be deleted.
    public var isBuiltIn: Bool

    /// A role.
    public init(
        name: String, level: Int?, permissions: Set<String> = [], sources: [SourceGrant] = [], description: String = "",
        isBuiltIn: Bool = false
    ) {
        self.name = name
        self.level = level
        self.permissions = permissions
        self.sources = sources
        self.description = description
        self.isBuiltIn = isBuiltIn
    }
}

/// What the log-ins of a user left behind; changed at every try, so apart from ``User``.
public struct LoginState: Sendable, Equatable {
    /// Name of the user.
    public var user: String
    /// Wrong passwords since the last good log-in.
    public var failures: Int
    /// Until when password log-ins are blocked; nil while they are not (ruling 42).
    public var lockedUntil: Timestamp?
    /// The last good log-in.
    public var lastLogin: Timestamp?
    /// Number of the newest time step whose code was accepted; older ones and it are refused (RFC 6238 5.2).
    public var totpStep: Int64

    /// A state; that of a user who never logged in unless told.
    public init(user: String, failures: Int = 0, lockedUntil: Timestamp? = nil, lastLogin: Timestamp? = nil, totpStep: Int64 = 0) {
        self.user = user
        self.failures = failures
        self.lockedUntil = lockedUntil
        self.lastLogin = lastLogin
        self.totpStep = totpStep
    }
}

/// A key that opens the APIs in its user's name (design decision 21, ruling 41).
public struct APIKey: Sendable, Equatable {
    /// Name of the user it belongs to.
    public var user: String
    /// The name; unique among its kind.
    public var name: String
    /// SHA-256 of the key, 32 bytes.
    public var hash: [UInt8]
    /// When it was made.
    public var created: Timestamp
    /// After this it opens nothing; nil never ends.
    public var expires: Timestamp?
    /// Whether every change made with it is refused.
    public var isReadOnly: Bool
    /// Networks in CIDR form from which it may be used; empty means everywhere.
    public var networks: [String]
    /// Whether it is the key that a client gets when it names none.
    public var isDefault: Bool

    /// A key.
    public init(
        user: String, name: String, hash: [UInt8], created: Timestamp, expires: Timestamp? = nil, isReadOnly: Bool = false,
        networks: [String] = [], isDefault: Bool = false
    ) {
        self.user = user
        self.name = name
        self.hash = hash
        self.created = created
        self.expires = expires
        self.isReadOnly = isReadOnly
        self.networks = networks
        self.isDefault = isDefault
    }
}

/// One log-in of a user by password (ruling 3).
public struct LoginSession: Sendable, Equatable {
    /// SHA-256 of the cookie's value, 32 bytes.
    public var hash: [UInt8]
    /// Name of the user it belongs to.
    public var user: String
    /// When it was made.
    public var created: Timestamp
    /// When it was last used.
    public var lastSeen: Timestamp

    /// A login session.
    public init(hash: [UInt8], user: String, created: Timestamp, lastSeen: Timestamp) {
        self.hash = hash
        self.user = user
        self.created = created
        self.lastSeen = lastSeen
    }
}

/// An hpfeeds ident and what it may do (hpfeeds.md 5).
public struct Sensor: Sendable, Equatable {
    /// Login name on the wire, at most 255 bytes.
    public var ident: String
    /// Label of who runs it; grants nothing.
    public var owner: String
    /// One secret, or two while rotating; each sealed with the server's key (design decision 21).
    public var sealedSecrets: [[UInt8]]
    /// Exact names of the channels it may publish to.
    public var publish: Set<String>
    /// Exact names of the channels it may subscribe to.
    public var subscribe: Set<String>
    /// When it was made.
    public var created: Timestamp

    /// A sensor.
    public init(
        ident: String, owner: String, sealedSecrets: [[UInt8]], publish: Set<String>, subscribe: Set<String>,
        created: Timestamp
    ) {
        self.ident = ident
        self.owner = owner
        self.sealedSecrets = sealedSecrets
        self.publish = publish
        self.subscribe = subscribe
        self.created = created
    }
}

/// A remote broker to pull from (hpfeeds.md 10).
public struct Upstream: Sendable, Equatable {
    /// Name or address of the broker.
    public var host: String
    /// Its port.
    public var port: Int
    /// Login name on the wire, at most 255 bytes.
    public var ident: String
    /// Sealed with the server's key.
    public var sealedSecret: [UInt8]
    /// What to subscribe to there.
    public var channels: [String]
    /// Whether to connect by TLS.
    public var usesTLS: Bool
    /// Whether it is pulled from.
    public var isEnabled: Bool

    /// `HOST:PORT`, the name of the upstream.
    public var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// A remote broker.
    public init(
        host: String, port: Int, ident: String, sealedSecret: [UInt8], channels: [String], usesTLS: Bool = false,
        isEnabled: Bool = true
    ) {
        self.host = host
        self.port = port
        self.ident = ident
        self.sealedSecret = sealedSecret
        self.channels = channels
        self.usesTLS = usesTLS
        self.isEnabled = isEnabled
    }
}
