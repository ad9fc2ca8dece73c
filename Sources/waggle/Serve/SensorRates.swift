import HPFeeds
import Server

/// Watches the broker's counters, so that pages can say how much a sensor delivers at present.
actor SensorRates {
    private struct Sample {
        let time: ContinuousClock.Instant
        let published: [String: Int]
    }

    private static let interval: Duration = .seconds(5)
    private static let window: Duration = .seconds(60)

    private let metrics: BrokerMetrics
    private var samples: [Sample] = []

    init(_ metrics: BrokerMetrics) {
        self.metrics = metrics
    }

    /// Takes a sample now and then until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            keep(Sample(time: .now, published: metrics.identFigures.mapValues(\.published)))
            try? await Task.sleep(for: SensorRates.interval)
        }
    }

    /// What is known of every sensor that was seen since the start.
    var figures: [String: SensorFigures] {
        let now = ContinuousClock.now
        let oldest = samples.first
        return metrics.identFigures.reduce(into: [:]) { result, entry in
            let (ident, figures) = entry
            var messagesPerMinute = 0
            if let oldest {
                let (seconds, attoseconds) = (now - oldest.time).components
                let elapsed = max(1, Double(seconds) + Double(attoseconds) / 1e18)
                let delivered = figures.published - (oldest.published[ident] ?? 0)
                messagesPerMinute = Int((Double(delivered) * 60 / max(elapsed, 60)).rounded())
            }
            result[ident] = SensorFigures(
                connections: figures.connections, messagesPerMinute: messagesPerMinute, errors: figures.errors)
        }
    }

    private func keep(_ sample: Sample) {
        samples.append(sample)
        samples.removeAll { sample.time - $0.time > SensorRates.window }
    }
}
