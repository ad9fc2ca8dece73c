internal import Model

/// A channel that has a normalizer of its own.
public struct KnownChannel: Sendable {
    /// Who first gave the channel its mapping.
    public enum Origin: String, Sendable, CaseIterable {
        case mnemosyne = "Mnemosyne"
        case modernHoneyNetwork = "Modern Honey Network"
        case waggle = "Waggle"
    }

    typealias Function = @Sendable (NormalizerInput) throws(NormalizationError) -> [Observation]

    /// The exact name.
    public let name: String
    /// What publishes on it, in its makers' spelling.
    public let honeypot: String
    /// Where its mapping comes from.
    public let origin: Origin
    let normalize: Function

    init(_ name: String, _ honeypot: String, _ origin: Origin, _ normalize: @escaping Function) {
        self.name = name
        self.honeypot = honeypot
        self.origin = origin
        self.normalize = normalize
    }
}

/// The channels that have a normalizer; all others go by what their payload looks like (normalization.md 4).
public enum ChannelRegistry {
    /// Names of the known channels.
    public static var channels: [String] { entries.map(\.name) }

    /// The channel of that exact name, nil when it is not known.
    public static func entry(named name: String) -> KnownChannel? {
        baskets[basket(of: name)].first { $0.name == name }
    }

    /// The known channels with their honeypots and where their mappings come from.
    public static let entries: [KnownChannel] = [
        KnownChannel("dionaea.capture", "Dionaea", .mnemosyne, Dionaea.capture),
        KnownChannel("dionaea.capture.anon", "Dionaea", .mnemosyne, Dionaea.capture),
        KnownChannel("dionaea.captures", "Dionaea", .mnemosyne, Dionaea.capture),
        KnownChannel("dionaea.connections", "Dionaea", .modernHoneyNetwork, Dionaea.connection),
        KnownChannel("mwbinary.dionaea.sensorunique", "Dionaea", .mnemosyne, Dionaea.binary),
        KnownChannel("kippo.sessions", "Kippo", .mnemosyne, ShellSessions.kippo),
        KnownChannel("cowrie.sessions", "Cowrie", .modernHoneyNetwork, ShellSessions.cowrie),
        KnownChannel("glastopf.events", "Glastopf", .mnemosyne, GlastopfEvents.event),
        KnownChannel("glastopf.files", "Glastopf", .mnemosyne, GlastopfFiles.file),
        KnownChannel("thug.events", "Thug", .mnemosyne, ThugEvents.analyses),
        KnownChannel("thug.files", "Thug", .mnemosyne, ThugFiles.file),
        KnownChannel("beeswarm.hive", "Beeswarm", .mnemosyne, Beeswarm.session),
        KnownChannel("conpot.events", "Conpot", .mnemosyne, Conpot.event),
        KnownChannel("amun.events", "Amun", .modernHoneyNetwork, SimpleSession.amun.session),
        KnownChannel("wordpot.events", "Wordpot", .modernHoneyNetwork, SimpleSession.wordpot.session),
        KnownChannel("shockpot.events", "Shockpot", .modernHoneyNetwork, SimpleSession.shockpot.session),
        KnownChannel("elastichoney.events", "Elastichoney", .modernHoneyNetwork, SimpleSession.elastichoney.session),
        KnownChannel("drupot.events", "Drupot", .modernHoneyNetwork, SimpleSession.drupot.session),
        KnownChannel("agave.events", "Agave", .modernHoneyNetwork, SimpleSession.agave.session),
        KnownChannel("p0f.events", "p0f", .modernHoneyNetwork, P0f.event),
        KnownChannel("snort.alerts", "Snort", .modernHoneyNetwork, IntrusionAlerts.snort),
        KnownChannel("suricata.events", "Suricata", .modernHoneyNetwork, IntrusionAlerts.suricata),
        KnownChannel("heralding.session", "Heralding", .waggle, Heralding.session),
        KnownChannel("heralding.auth", "Heralding", .waggle, Heralding.attempt),
        KnownChannel("adbhoneypot", "ADBHoney", .waggle, ADBHoney.event),
        KnownChannel("adbhoneypot.events", "ADBHoney", .waggle, ADBHoney.event),
        KnownChannel("adbhoney.events", "ADBHoney", .waggle, ADBHoney.event),
        KnownChannel("opencanary.events", "OpenCanary", .waggle, UnlistedChannel.known),
        KnownChannel("tanner.events", "Snare/Tanner", .waggle, UnlistedChannel.known),
        KnownChannel("elasticpot", "Elasticpot", .waggle, UnlistedChannel.known),
        KnownChannel("elasticpot.events", "Elasticpot", .waggle, UnlistedChannel.known),
        KnownChannel("ipphoney", "ipphoney", .waggle, UnlistedChannel.known),
        KnownChannel("ipphoney.events", "ipphoney", .waggle, UnlistedChannel.known),
        KnownChannel("rdphoney.sessions", "RDPHoney", .waggle, UnlistedChannel.known),
        KnownChannel("uhp.events", "UHP", .waggle, UnlistedChannel.known),
        KnownChannel("big-hp.events", "big-hp", .waggle, UnlistedChannel.known),
        KnownChannel("spylex.events", "Spylex", .waggle, UnlistedChannel.known),
        KnownChannel("ssh-auth-logger.events", "ssh-auth-logger", .waggle, UnlistedChannel.known),
        KnownChannel("honeydb-agent.events", "HoneyDB agent", .waggle, UnlistedChannel.known),
        KnownChannel("dionaea.dcerpcrequests", "Dionaea", .waggle, UnlistedChannel.known),
        KnownChannel("mnemosyne.session", "imported", .waggle, ImportedDocuments.session),
        KnownChannel("mnemosyne.url", "imported", .waggle, ImportedDocuments.url),
        KnownChannel("mnemosyne.file", "imported", .waggle, ImportedDocuments.file),
        KnownChannel("mnemosyne.dork", "imported", .waggle, ImportedDocuments.dork),
    ]

    /// The channels by length and first byte of their names, which takes less than hashing one.
    private static let baskets = entries.reduce(into: [[KnownChannel]](repeating: [], count: 64)) { baskets, entry in
        baskets[basket(of: entry.name)].append(entry)
    }

    private static func basket(of name: String) -> Int {
        (name.utf8.count &* 5 ^ Int(name.utf8.first ?? 0)) & 63
    }
}
