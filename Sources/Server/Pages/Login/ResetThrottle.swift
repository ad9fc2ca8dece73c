/// Keeps mails for new passwords rare: each goes to someone who may not have asked for it.
actor ResetThrottle {
    private static let interval: Duration = .seconds(20)
    private static let maximumEntries = 10_000

    private var last: [String: ContinuousClock.Instant] = [:]

    /// How long an address has to wait; nil when it may ask, which counts.
    func wait(_ address: String, at now: ContinuousClock.Instant = .now) -> Duration? {
        if let time = last[address], now - time < ResetThrottle.interval { return ResetThrottle.interval - (now - time) }
        if last.count >= ResetThrottle.maximumEntries {
            last = last.filter { now - $0.value < ResetThrottle.interval }
            // Every entry is fresh: someone asks from everywhere at once.
            if last.count >= ResetThrottle.maximumEntries { return ResetThrottle.interval }
        }
        last[address] = now
        return nil
    }
}
