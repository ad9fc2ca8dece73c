/// How long messages are kept, by channel (settings `retention.CHANNEL`).
public struct RetentionPolicy: Sendable, Equatable {
    /// Start of the names of its settings.
    public static let settingPrefix = "retention."
    /// The channel name that stands for all channels without a period of their own.
    public static let otherChannels = "*"

    /// Periods by channel, those that are kept for ever included.
    public let periods: [String: RetentionPeriod]
    /// Of all channels that are not named.
    public let other: RetentionPeriod

    /// A policy; without arguments everything is kept for ever.
    public init(_ periods: [String: RetentionPeriod] = [:], other: RetentionPeriod = .forever) {
        self.periods = periods
        self.other = other
    }

    /// What settings say; a value that is no period counts as not set.
    public init(settings: [String: String]) {
        var periods: [String: RetentionPeriod] = [:]
        for (name, text) in settings where name.hasPrefix(RetentionPolicy.settingPrefix) {
            periods[String(name.dropFirst(RetentionPolicy.settingPrefix.count))] = RetentionPeriod(parsing: text)
        }
        let other = periods.removeValue(forKey: RetentionPolicy.otherChannels)
        self.init(periods, other: other ?? .forever)
    }

    /// How long messages of a channel are kept.
    public func period(of channel: String) -> RetentionPeriod {
        periods[channel] ?? other
    }

    /// The shortest period in seconds; nil when everything is kept for ever.
    public var shortestSeconds: Int64? {
        (periods.values + [other]).compactMap(\.seconds).min()
    }
}
