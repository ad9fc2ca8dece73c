/// What the broker counted of one ident since it started.
public struct IdentFigures: Sendable, Equatable {
    /// Open connections that authenticated as it.
    public var connections = 0
    /// Messages it published.
    public var published = 0
    /// Errors that were sent to it.
    public var errors = 0

    /// Nothing counted.
    public init() {}
}

extension BrokerMetrics {
    /// Figures of every ident that was seen.
    public var identFigures: [String: IdentFigures] {
        let state = snapshot
        var figures: [String: IdentFigures] = [:]
        for (labels, count) in state.authenticated { figures[labels.ident, default: IdentFigures()].connections += count }
        for (labels, series) in state.channels { figures[labels.ident, default: IdentFigures()].published += series.values.published }
        for (labels, count) in state.errors where !labels.ident.isEmpty {
            figures[labels.ident, default: IdentFigures()].errors += count
        }
        return figures
    }
}
