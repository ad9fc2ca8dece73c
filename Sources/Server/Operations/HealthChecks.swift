import Synchronization

/// What has to work for the server to be ready; parts register themselves.
public final class HealthChecks: Sendable {
    /// Gives nil when the part works, else the reason in a few words without secrets.
    public typealias Check = @Sendable () async -> String?

    private let checks = Mutex<[(name: String, check: Check)]>([])

    /// No checks yet.
    public init() {}

    /// Adds a check of a part such as `store` or `hpfeeds`.
    public func register(_ name: String, _ check: @escaping Check) {
        checks.withLock { $0.append((name, check)) }
    }

    /// Parts that do not work, with reasons.
    func failures() async -> [(name: String, reason: String)] {
        var result: [(name: String, reason: String)] = []
        for (name, check) in checks.withLock({ $0 }) {
            if let reason = await check() { result.append((name, reason)) }
        }
        return result
    }
}
