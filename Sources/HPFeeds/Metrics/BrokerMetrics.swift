import NIOConcurrencyHelpers

/// The broker's metrics (`hpfeeds.md` section 7), under upstream's names.
///
/// Labels come from known idents and permitted channels only, so hostile clients cannot make series.
public final class BrokerMetrics: Sendable {
    struct ErrorLabels: Hashable, Sendable {
        var ident: String
        var category: String
    }

    struct ChannelLabels: Hashable, Sendable {
        var ident: String
        var channel: String
    }

    struct OwnerLabels: Hashable, Sendable {
        var ident: String
        var owner: String
    }

    struct State: Sendable {
        var connections = 0
        var accepted = 0
        var errors: [ErrorLabels: Int] = [:]
        var lost: [String: Int] = [:]
        var authenticated: [OwnerLabels: Int] = [:]
        var idents: [String: IdentSeries] = [:]
        var channels: [ChannelLabels: ChannelSeries] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// Metrics with nothing counted.
    public init() {}

    /// Open connections, authenticated or not.
    public var openConnections: Int { state.withLockedValue { $0.connections } }

    var snapshot: State { state.withLockedValue { $0 } }

    func connectionMade() {
        state.withLockedValue { state in
            state.connections += 1
            state.accepted += 1
        }
    }

    /// - Parameter ident: nil for a connection that never authenticated; upstream's label for it is `None`.
    func connectionLost(ident: String?) {
        state.withLockedValue { state in
            state.connections -= 1
            state.lost[ident ?? "None", default: 0] += 1
        }
    }

    func connectionReady(_ grant: Grant) {
        series(ident: grant.ident).update { $0.ready += 1 }
        authenticated(grant, changeBy: 1)
    }

    func authenticated(_ grant: Grant, changeBy change: Int) {
        state.withLockedValue { $0.authenticated[OwnerLabels(ident: grant.ident, owner: grant.owner), default: 0] += change }
    }

    /// - Parameter ident: a known ident, or the empty string.
    func error(ident: String, category: Violation.Category) {
        state.withLockedValue { $0.errors[ErrorLabels(ident: ident, category: category.rawValue), default: 0] += 1 }
    }

    func series(ident: String) -> IdentSeries {
        state.withLockedValue { state in
            if let series = state.idents[ident] { return series }
            let series = IdentSeries()
            state.idents[ident] = series
            return series
        }
    }

    func series(ident: String, channel: String) -> ChannelSeries {
        let labels = ChannelLabels(ident: ident, channel: channel)
        return state.withLockedValue { state in
            if let series = state.channels[labels] { return series }
            let series = ChannelSeries()
            state.channels[labels] = series
            return series
        }
    }
}
