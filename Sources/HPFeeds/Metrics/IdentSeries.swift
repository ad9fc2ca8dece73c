import NIOConcurrencyHelpers

/// The counters and gauges with only an `ident` label.
final class IdentSeries: Sendable {
    struct Values: Sendable {
        var ready = 0
        var sendQueued = 0
        var receiveQueued = 0
        var received = 0
        var sendFill = 0
        var sendDrain = 0
        var deadlinesStarted = 0
        var deadlinesRecovered = 0
    }

    private let box = NIOLockedValueBox(Values())

    var values: Values { box.withLockedValue { $0 } }

    func update(_ body: (inout Values) -> Void) {
        box.withLockedValue(body)
    }
}

/// The counters, gauges and the histogram with labels `ident` and `chan`.
final class ChannelSeries: Sendable {
    /// Upper bounds of the histogram: 1024 doubling to 4194304, then +Inf.
    static let bucketCount = 14

    struct Values: Sendable {
        var subscriptions = 0
        var wasSubscribed = false
        var published = 0
        var publishedBytes = 0
        /// Not cumulated.
        var buckets = [Int](repeating: 0, count: ChannelSeries.bucketCount)
    }

    private let box = NIOLockedValueBox(Values())

    var values: Values { box.withLockedValue { $0 } }

    func published(_ payloads: [PublishRun.Payload], bytes: Int) {
        box.withLockedValue { values in
            values.published += payloads.count
            values.publishedBytes += bytes
            for payload in payloads { values.buckets[Self.bucket(of: payload.length)] += 1 }
        }
    }

    func subscriptions(changeBy change: Int) {
        box.withLockedValue { values in
            values.subscriptions += change
            values.wasSubscribed = true
        }
    }

    /// The first bucket whose bound is at least `size`.
    static func bucket(of size: Int) -> Int {
        guard size > 1024 else { return 0 }
        let bits = Int.bitWidth - (size - 1).leadingZeroBitCount
        return min(bits - 10, bucketCount - 1)
    }
}
