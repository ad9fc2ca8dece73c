public import Documents

/// A person or program that may log in.
public struct User: Sendable, Equatable {
    /// The name; unique among its kind.
    public var name: String
    /// Address for mail; may be empty.
    public var email: String
    /// Free text; may be empty.
    public var description: String
    /// Library KDF text form with its parameters, see `PasswordHash` in `Accounts`.
    public var passwordHash: String
    /// Names of roles, in no order that matters.
    public var roles: [String]
    /// False while disabled: neither log-in nor keys work.
    public var isActive: Bool
    /// When it was made.
    public var created: Timestamp

    /// A user.
    public init(
        name: String, email: String = "", description: String = "", passwordHash: String, roles: [String],
        isActive: Bool = true, created: Timestamp
    ) {
        self.name = name
        self.email = email
        self.description = description
        self.passwordHash = passwordHash
        self.roles = roles
        self.isActive = isActive
        self.created = created
    }
}

/// A name for what its holders may do, in both systems.
public struct Role: Sendable, Equatable {
    /// The name; unique among its kind.
    public var name: String
    /// Mnemosyne level, 0 to 100; nil where the role carries none (ruling 34).
    public var level: Int?
    /// CRITs permission names.
    public var permissions: Set<String>
    /// Built-in roles can't be deleted.
    public var isBuiltIn: Bool

    /// A role.
    public init(name: String, level: Int?, permissions: Set<String> = [], isBuiltIn: Bool = false) {
        self.name = name
        self.level = level
        self.permissions = permissions
        self.isBuiltIn = isBuiltIn
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
