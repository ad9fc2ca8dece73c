public import Documents

/// One attack on one honeypot, normalised (normalization.md 1.2).
public struct Session: Sendable, Equatable {
    /// When it happened: for most channels the time of receipt.
    public var timestamp: Timestamp
    /// Kind of honeypot, such as `cowrie`.
    public var honeypot: String
    /// Such as `ssh`; nil when unknown.
    public var `protocol`: String?
    /// The attacker.
    public var sourceIP: String
    /// The attacker's port.
    public var sourcePort: UInt16?
    /// The honeypot's address, which levels below 70 never see.
    public var destinationIP: String?
    /// The honeypot's port.
    public var destinationPort: UInt16?
    /// All other members of the document as JSON without braces (`"auth_attempts":[…],"session_ssh":{…}`), valid UTF-8;
    /// empty when there are none.
    public var details: [UInt8]
    /// What the attacker did, as rows of their own (ruling 37).
    public var activities: [SessionActivity]

    /// A session; details and activities may follow.
    public init(
        timestamp: Timestamp, honeypot: String, protocol: String?, sourceIP: String, sourcePort: UInt16?,
        destinationIP: String? = nil, destinationPort: UInt16?, details: [UInt8] = [], activities: [SessionActivity] = []
    ) {
        self.timestamp = timestamp
        self.honeypot = honeypot
        self.protocol = `protocol`
        self.sourceIP = sourceIP
        self.sourcePort = sourcePort
        self.destinationIP = destinationIP
        self.destinationPort = destinationPort
        self.details = details
        self.activities = activities
    }
}

/// One thing an attacker did in a session.
public struct SessionActivity: Sendable, Equatable {
    /// What kind of thing.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// A command that the honeypot knew.
        case command = 1
        /// A command that it did not know.
        case unknownCommand = 2
        /// A url that was fetched or named.
        case url = 3
        /// The SHA-256, SHA-512 or MD5 of a file brought along, lower-case hexadecimal.
        case hash = 4
        /// A recording of the terminal; the value is its SHA-256, the bytes are in the session's attachments.
        case terminalLog = 5

        /// The name in the API.
        public var name: String {
            switch self {
            case .command: "command"
            case .unknownCommand: "unknown_command"
            case .url: "url"
            case .hash: "hash"
            case .terminalLog: "terminal_log"
            }
        }
    }

    /// What kind of thing.
    public var kind: Kind
    /// The command, url or hash.
    public var value: String

    /// One thing an attacker did.
    public init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }
}
