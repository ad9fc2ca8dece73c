internal import Model

extension Setting {
    static let enableAPI = Setting("enable_api", .boolean, default: "false", "serve the threat-intelligence API")
    static let keepPrivateSources = Setting(
        "keep_private_sources", .boolean, default: "true", "make sessions from private source addresses too")
    static let guessUnknownChannels = Setting(
        "guess_unknown_channels", .boolean, default: "true", "make sessions from channels without a mapping table")
    static let publicDorks = Setting("public_dorks", .boolean, default: "false", "show dorks to anonymous callers")
    static let apiMaximumLimit = Setting(
        "api_max_limit", .integer(1...1_000_000), default: "1000", "most objects a page of the threat-intelligence API holds")
    static let brokerName = Setting("broker_name", .text(maximumBytes: 255), default: "hpfeeds", "name in the broker's greeting")
    static let brokerAuthTimeout = Setting(
        "broker_auth_timeout_seconds", .integer(1...3_600), default: "30", "time in which a sensor must authenticate")
    static let brokerMaximumUnauthenticated = Setting(
        "broker_max_unauthenticated_per_address", .integer(1...1_000_000), default: "256",
        "connections of one address that have not authenticated yet")
    static let brokerHighWater = Setting(
        "broker_send_high_water_bytes", .integer(1_048_586...4_294_967_296), default: "52429050",
        "queue to one subscriber at which its deadline starts")
    static let brokerLowWater = Setting(
        "broker_send_low_water_bytes", .integer(0...4_294_967_296), default: "13107262",
        "queue to one subscriber at which its deadline ends")
    static let brokerSendDeadline = Setting(
        "broker_send_deadline_seconds", .integer(1...86_400), default: "60", "time a slow subscriber has to catch up")
    static let brokerAppliesChanges = Setting(
        "broker_apply_changes", .boolean, default: "true", "apply changes of sensors to connections that are open")
    static let maximumMessageBytes = Setting(
        "max_message_bytes", .integer(1_024...16_777_216), default: "1048576", "longest hpfeeds message")
    static let whenFull = Setting(
        "when_full", .choice(["hold", "drop"]), default: "hold", "what happens to messages when memory and spool are full")
    static let spoolBytes = Setting(
        "spool_bytes", .integer(0...1_099_511_627_776), default: "1073741824", "bytes that the spool may use")
    /// Not below what a store needs: `10` for 10 GB would drop everything.
    static let diskBudget = Setting(
        "disk_budget_bytes", .bytes(10_000_000...1 << 60), default: "0",
        "bytes that the store may use before the oldest messages are dropped; 0 no limit")
    static let slowQuery = Setting(
        "slow_query_milliseconds", .integer(0...3_600_000), default: "1000",
        "time from which on a statement of the store is logged, without its values; 0 never")
    static let upstreamIdle = Setting(
        "upstream_idle_seconds", .integer(0...86_400), default: "0", "silence after which an upstream is reconnected; 0 never")
    static let lockoutMinutes = Setting(
        "lockout_minutes", .integer(0...525_600), default: "15",
        "how long password log-ins are blocked after too many failures; 0 until an administrator acts")
    static let invalidLoginAttempts = Setting(
        "invalid_login_attempts", .integer(0...1_000), default: "3", "failed log-ins of a user before the next one locks it")
    static let sessionTimeout = Setting(
        "session_timeout", .integer(0...8_760), default: "12", "hours without use after which a login session ends; 0 never")
    static let sessionMaximumDays = Setting(
        "session_maximum_days", .integer(0...3_650), default: "30", "days after which a login session ends in any case; 0 never")
    static let secureCookie = Setting(
        "secure_cookie", .choice(["auto", "true", "false"]), default: "auto", "the cookies' Secure attribute; auto: over TLS only")
    static let requireKnownTLD = Setting(
        "require_known_tld", .boolean, default: "false", "refuse domains under unknown top-level domains (no effect yet)")
    static let emailBodySamples = Setting(
        "email_body_samples", .boolean, default: "false", "make samples of the text bodies of e-mails (no effect yet)")
    static let critsSuccessStatus = Setting(
        "crits_success_status", .choice(["201", "200"]), default: "201",
        "status of a successful POST to the threat-intelligence API")

    /// Every setting with a fixed name, in the order of lists.
    public static let all: [Setting] =
        [
            enableAPI, apiMaximumLimit, publicDorks, keepPrivateSources, guessUnknownChannels, brokerName, brokerAuthTimeout,
            brokerMaximumUnauthenticated, brokerHighWater, brokerLowWater, brokerSendDeadline, brokerAppliesChanges,
            maximumMessageBytes, whenFull, spoolBytes, diskBudget, slowQuery, upstreamIdle, lockoutMinutes, invalidLoginAttempts,
            sessionTimeout,
            sessionMaximumDays, secureCookie, requireKnownTLD, emailBodySamples, critsSuccessStatus,
        ] + services + site

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Start of the names that hold how long messages of a channel are kept.
    static let retentionPrefix = RetentionPolicy.settingPrefix

    /// The setting of a name; throws for a name that nobody knows.
    public static func named(_ name: String) throws(AccountError) -> Setting {
        if let setting = byName[name] { return setting }
        if name.hasPrefix(retentionPrefix) {
            let channel = name.dropFirst(retentionPrefix.count)
            guard !channel.isEmpty, channel.utf8.count <= 255, channel.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
                throw AccountError(.invalid, field: name, "must name a channel: retention.CHANNEL, or retention.* for all others")
            }
            return Setting(
                name, .period, default: RetentionPeriod.forever.description,
                channel == RetentionPolicy.otherChannels
                    ? "how long messages of channels without a period of their own are kept" : "how long messages of the channel are kept")
        }
        throw AccountError(.unknown, field: name, "there is no such setting")
    }
}

/// Another name under which a setting is known (ruling 24).
struct SettingAlias {
    let name: String
    /// Whether true under this name is false under the other.
    let isInverse: Bool

    static let all: [String: SettingAlias] = [
        "ignore_rfc1918": SettingAlias(name: Setting.keepPrivateSources.name, isInverse: true),
        "broker_auth_timeout": SettingAlias(name: Setting.brokerAuthTimeout.name, isInverse: false),
    ]

    /// A boolean's canonical text as it reads under the other name.
    func translate(_ text: String) -> String {
        guard isInverse else { return text }
        return text == "true" ? "false" : "true"
    }
}
