public import NIOCore

/// Waiting times between attempts: doubling from 1 s to 60 s, each with up to half of it taken off at random.
public struct Backoff: Sendable {
    /// The first waiting time.
    public var minimum: TimeAmount
    /// No waiting time is longer.
    public var maximum: TimeAmount
    private var next: Int64

    /// Waiting times from `minimum` to `maximum`.
    public init(minimum: TimeAmount = .seconds(1), maximum: TimeAmount = .seconds(60)) {
        self.minimum = minimum
        self.maximum = max(minimum, maximum)
        self.next = minimum.nanoseconds
    }

    /// The next waiting time; doubles the one after it.
    public mutating func delay(using generator: inout some RandomNumberGenerator) -> TimeAmount {
        let base = next
        next = min(base.multipliedReportingOverflow(by: 2).partialValue, maximum.nanoseconds)
        return .nanoseconds(base - Int64.random(in: 0...max(base / 2, 0), using: &generator))
    }

    /// After a success: start over.
    public mutating func reset() {
        next = minimum.nanoseconds
    }

    /// Goes to the longest waiting time at once: quick attempts are useless.
    public mutating func raiseToMaximum() {
        next = maximum.nanoseconds
    }
}
