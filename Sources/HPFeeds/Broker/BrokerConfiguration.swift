public import NIOCore

/// Limits and habits of a broker; each may change while it runs.
public struct BrokerConfiguration: Sendable, Equatable {
    /// The name in INFO, at most 255 bytes.
    public var name = "hpfeeds"
    /// Largest body of a PUBLISH in bytes, ident and channel counted; 1 to 10 485 760.
    public var maximumMessageBytes = FrameLimits.defaultMaximumBody
    /// Bytes queued to a subscriber at which its deadline starts.
    public var highWaterBytes = 50 * (FrameLimits.headerLength + FrameLimits.defaultMaximumBody)
    /// Bytes below which the deadline is off again; nil is a quarter of the high-water mark.
    public var lowWaterBytes: Int?
    /// Bytes past which a subscriber is cut off at once; nil is twice the high-water mark. At least one largest message.
    public var hardCapBytes: Int?
    /// How long a subscriber may stay above the low-water mark.
    public var backpressureDeadline = TimeAmount.seconds(60)
    /// How long a client may take to authenticate (ruling 47).
    public var authenticationTimeout = TimeAmount.seconds(30)
    /// Connections of one address that have not authenticated; further ones are closed (ruling 56: others are untouched).
    public var maximumUnauthenticatedPerAddress = 256
    /// The same of all addresses together, against attacks from many.
    public var maximumUnauthenticated = 16_384
    /// Whether changed grants are applied to live connections.
    public var appliesGrantChanges = true
    /// How long queues are flushed at the stop, and behind an ERROR.
    public var shutdownFlush = TimeAmount.seconds(5)
    /// How long a client may still send after an ERROR before its connection is closed, so that a reset can't overtake it.
    public var discardTime = TimeAmount.seconds(1)
    /// Whether the legacy `X..broker` channels tell of joins and leaves.
    public var offersPresence = false

    /// The defaults of `hpfeeds.md`.
    public init() {}

    var limits: FrameLimits { FrameLimits(maximumPublishBody: maximumMessageBytes) }

    var marks: SendQueue.Marks {
        let high = max(1, highWaterBytes)
        return SendQueue.Marks(
            high: high, low: min(lowWaterBytes ?? high / 4, high),
            cap: max(hardCapBytes ?? 2 * high, limits.maximumLength(of: .publish)))
    }

    func policy(for allows: Endpoint.Allowance) -> ConnectionStateMachine.Policy {
        ConnectionStateMachine.Policy(limits: limits, allows: allows, offersPresence: offersPresence)
    }
}
