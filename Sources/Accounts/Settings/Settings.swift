public import Model

/// All settings at one moment: what was set, and defaults for the rest.
public struct Settings: Sendable, Equatable {
    /// What to do when memory and spool are full (design decision 12).
    public enum WhenFull: String, Sendable {
        case hold, drop
    }

    /// When cookies get the attribute `Secure`.
    public enum SecureCookie: String, Sendable {
        case auto, always, never
    }

    /// `enable_api`.
    public let enableAPI: Bool
    /// `api_max_limit`.
    public let apiMaximumLimit: Int
    /// `public_dorks`.
    public let publicDorks: Bool
    /// `keep_private_sources` (ruling 6).
    public let keepPrivateSources: Bool
    /// `guess_unknown_channels` (ruling 38).
    public let guessUnknownChannels: Bool
    /// `broker_name`.
    public let brokerName: String
    /// `broker_auth_timeout_seconds`.
    public let brokerAuthTimeoutSeconds: Int
    /// `broker_max_unauthenticated_per_address`.
    public let brokerMaximumUnauthenticatedPerAddress: Int
    /// `broker_send_high_water_bytes`.
    public let brokerSendHighWaterBytes: Int
    /// `broker_send_low_water_bytes`.
    public let brokerSendLowWaterBytes: Int
    /// `broker_send_deadline_seconds`.
    public let brokerSendDeadlineSeconds: Int
    /// `broker_apply_changes`.
    public let brokerAppliesChanges: Bool
    /// `max_message_bytes`.
    public let maximumMessageBytes: Int
    /// `when_full`.
    public let whenFull: WhenFull
    /// `spool_bytes`.
    public let spoolBytes: Int
    /// `slow_query_milliseconds`; 0 never.
    public let slowQueryMilliseconds: Int
    /// `upstream_idle_seconds`; 0 never.
    public let upstreamIdleSeconds: Int
    /// `lockout_minutes`; 0 until an administrator acts.
    public let lockoutMinutes: Int
    /// `invalid_login_attempts`.
    public let invalidLoginAttempts: Int
    /// `session_timeout`; 0 never.
    public let sessionTimeoutHours: Int
    /// `session_maximum_days`; 0 never.
    public let sessionMaximumDays: Int
    /// `secure_cookie`.
    public let secureCookie: SecureCookie
    /// `require_known_tld` (ruling 5).
    public let requireKnownTLD: Bool
    /// `email_body_samples` (ruling 12).
    public let emailBodySamples: Bool
    /// `crits_success_status` (ruling 1).
    public let critsSuccessStatus: Int
    /// `disk_budget_bytes`; 0 no limit.
    public let diskBudgetBytes: Int
    /// `retention.CHANNEL`.
    public let retention: RetentionPolicy
    /// How built-in services run.
    public let services: ServiceSettings
    /// Names, texts, mail and rules of log-ins.
    public let site: SiteSettings

    /// Settings from what the store holds; a value that no longer fits counts as not set.
    public init(_ stored: [String: String] = [:]) {
        let values = Values(stored)
        enableAPI = values.boolean(.enableAPI)
        apiMaximumLimit = values.integer(.apiMaximumLimit)
        publicDorks = values.boolean(.publicDorks)
        keepPrivateSources = values.boolean(.keepPrivateSources)
        guessUnknownChannels = values.boolean(.guessUnknownChannels)
        brokerName = values.text(.brokerName)
        brokerAuthTimeoutSeconds = values.integer(.brokerAuthTimeout)
        brokerMaximumUnauthenticatedPerAddress = values.integer(.brokerMaximumUnauthenticated)
        brokerSendHighWaterBytes = values.integer(.brokerHighWater)
        brokerSendLowWaterBytes = values.integer(.brokerLowWater)
        brokerSendDeadlineSeconds = values.integer(.brokerSendDeadline)
        brokerAppliesChanges = values.boolean(.brokerAppliesChanges)
        maximumMessageBytes = values.integer(.maximumMessageBytes)
        whenFull = WhenFull(rawValue: values.text(.whenFull)) ?? .hold
        spoolBytes = values.integer(.spoolBytes)
        slowQueryMilliseconds = values.integer(.slowQuery)
        upstreamIdleSeconds = values.integer(.upstreamIdle)
        lockoutMinutes = values.integer(.lockoutMinutes)
        invalidLoginAttempts = values.integer(.invalidLoginAttempts)
        sessionTimeoutHours = values.integer(.sessionTimeout)
        sessionMaximumDays = values.integer(.sessionMaximumDays)
        switch values.text(.secureCookie) {
        case "true": secureCookie = .always
        case "false": secureCookie = .never
        default: secureCookie = .auto
        }
        requireKnownTLD = values.boolean(.requireKnownTLD)
        emailBodySamples = values.boolean(.emailBodySamples)
        critsSuccessStatus = values.integer(.critsSuccessStatus)
        diskBudgetBytes = values.integer(.diskBudget)
        retention = RetentionPolicy(settings: stored)
        services = ServiceSettings(values)
        site = SiteSettings(values)
    }
}

/// Stored texts, read by the table.
struct Values {
    let stored: [String: String]

    init(_ stored: [String: String]) { self.stored = stored }

    func text(_ setting: Setting) -> String {
        guard let text = stored[setting.name], let value = try? setting.canonical(text) else { return setting.defaultText }
        return value
    }

    func boolean(_ setting: Setting) -> Bool { text(setting) == "true" }
    func integer(_ setting: Setting) -> Int { Int(text(setting)) ?? 0 }
}
