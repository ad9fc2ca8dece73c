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

    public let enableAPI: Bool
    public let apiMaximumLimit: Int
    public let publicDorks: Bool
    public let keepPrivateSources: Bool
    public let guessUnknownChannels: Bool
    public let brokerName: String
    public let brokerAuthTimeoutSeconds: Int
    public let brokerMaximumUnauthenticatedPerAddress: Int
    public let brokerSendHighWaterBytes: Int
    public let brokerSendLowWaterBytes: Int
    public let brokerSendDeadlineSeconds: Int
    public let brokerAppliesChanges: Bool
    public let maximumMessageBytes: Int
    public let whenFull: WhenFull
    public let spoolBytes: Int
    public let upstreamIdleSeconds: Int
    public let lockoutMinutes: Int
    public let invalidLoginAttempts: Int
    public let sessionTimeoutHours: Int
    public let sessionMaximumDays: Int
    public let secureCookie: SecureCookie
    public let requireKnownTLD: Bool
    public let emailBodySamples: Bool
    public let critsSuccessStatus: Int
    /// Days by channel for which messages are kept; channels that are not named are kept for ever.
    public let retentionDays: [String: Int]

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
        var retention: [String: Int] = [:]
        for (name, text) in stored where name.hasPrefix(Setting.retentionPrefix) {
            if let days = Int(text), days > 0 { retention[String(name.dropFirst(Setting.retentionPrefix.count))] = days }
        }
        retentionDays = retention
    }
}

/// Stored texts, read by the table.
private struct Values {
    let stored: [String: String]

    init(_ stored: [String: String]) { self.stored = stored }

    func text(_ setting: Setting) -> String {
        guard let text = stored[setting.name], let value = try? setting.canonical(text) else { return setting.defaultText }
        return value
    }

    func boolean(_ setting: Setting) -> Bool { text(setting) == "true" }
    func integer(_ setting: Setting) -> Int { Int(text(setting)) ?? 0 }
}
