public import Documents

/// One document made from a raw message (normalization.md 1 and 2.3).
public enum Observation: Sendable, Equatable {
    /// One attack.
    case session(Session)
    /// A url that was named.
    case url(ObservedURL)
    /// A file that was carried.
    case file(ObservedFile)
    /// A path that was searched for.
    case dork(ObservedDork)
    /// Facts on the attacker.
    case metadata(AttackerMetadata)
}

/// MD5, SHA-1, SHA-256 and SHA-512 of the same bytes, lower-case hexadecimal.
///
/// The WebAPI shows all but SHA-256, by which contents are stored.
public struct ContentHashes: Sendable, Hashable {
    /// 32 digits.
    public var md5: String
    /// 40 digits.
    public var sha1: String
    /// 64 digits.
    public var sha256: String
    /// 128 digits.
    public var sha512: String

    /// Hashes of one content.
    public init(md5: String, sha1: String, sha256: String, sha512: String) {
        self.md5 = md5
        self.sha1 = sha1
        self.sha256 = sha256
        self.sha512 = sha512
    }
}

/// A url that a message named (normalization.md 1.3).
public struct ObservedURL: Sendable, Equatable {
    /// A file that was taken from the url.
    public struct Extraction: Sendable, Equatable {
        /// When it was observed.
        public var timestamp: Timestamp
        /// Hashes of the content.
        public var hashes: ContentHashes

        /// An extraction.
        public init(timestamp: Timestamp, hashes: ContentHashes) {
            self.timestamp = timestamp
            self.hashes = hashes
        }
    }

    /// The url as text; unique in the store.
    public var url: String
    /// May be empty.
    public var extractions: [Extraction]

    /// A url.
    public init(url: String, extractions: [Extraction] = []) {
        self.url = url
        self.extractions = extractions
    }
}

/// A file that a message carried (normalization.md 1.4).
public struct ObservedFile: Sendable, Equatable {
    /// The exact bytes.
    public var content: [UInt8]
    /// Hashes of the content.
    public var hashes: ContentHashes
    /// What kind of file it looks like (normalization.md 3.4).
    public var contentGuess: String

    /// A file.
    public init(content: [UInt8], hashes: ContentHashes, contentGuess: String) {
        self.content = content
        self.hashes = hashes
        self.contentGuess = contentGuess
    }
}

/// A path that attackers search for (normalization.md 1.5).
public struct ObservedDork: Sendable, Equatable {
    /// What was searched for, such as a path.
    public var content: String
    /// Such as `inurl`.
    public var type: String
    /// Time of the event.
    public var timestamp: Timestamp
    /// How often the message counts.
    public var count: Int

    /// A dork.
    public init(content: String, type: String, timestamp: Timestamp, count: Int = 1) {
        self.content = content
        self.type = type
        self.timestamp = timestamp
        self.count = count
    }
}

/// What is known of an attacker's machine, by address and honeypot (normalization.md 1.6).
public struct AttackerMetadata: Sendable, Equatable {
    /// The attacker's address.
    public var ip: String
    /// The kind of sensor that found it out, such as `p0f`.
    public var honeypot: String
    /// When it was observed.
    public var timestamp: Timestamp
    /// Operating system.
    public var os: String?
    /// Application.
    public var app: String?
    /// Kind of network link.
    public var link: String?
    /// Time since its start, as the sensor wrote it.
    public var uptime: String?

    /// Facts on one address.
    public init(
        ip: String, honeypot: String, timestamp: Timestamp, os: String? = nil, app: String? = nil, link: String? = nil,
        uptime: String? = nil
    ) {
        self.ip = ip
        self.honeypot = honeypot
        self.timestamp = timestamp
        self.os = os
        self.app = app
        self.link = link
        self.uptime = uptime
    }
}
