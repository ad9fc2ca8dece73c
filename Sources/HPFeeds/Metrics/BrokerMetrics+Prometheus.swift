extension BrokerMetrics {
    private typealias Value = @Sendable (IdentSeries.Values) -> Int?

    /// A metric with the label `ident`: name without prefix, type, help, value (nil while nothing has happened).
    private static let identMetrics: [(name: String, type: String, help: String, value: Value)] = [
        ("connection_ready_total", "counter", "Connections that authenticated", { $0.ready > 0 ? $0.ready : nil }),
        ("connection_send_buffer_size", "gauge", "Bytes queued now", { $0.sendFill > 0 || $0.sendQueued > 0 ? $0.sendQueued : nil }),
        ("connection_receive_buffer_size", "gauge", "Bytes read and not parsed yet", { $0.received > 0 ? $0.receiveQueued : nil }),
        ("connection_receive_buffer_fill_total", "counter", "Bytes read", { $0.received > 0 ? $0.received : nil }),
        ("connection_send_buffer_fill_total", "counter", "Payload bytes queued", { $0.sendFill > 0 ? $0.sendFill : nil }),
        ("connection_send_buffer_drain_total", "counter", "Bytes written", { $0.sendDrain > 0 ? $0.sendDrain : nil }),
        (
            "connection_send_buffer_deadline_start_total", "counter", "High-water mark crossed",
            { $0.deadlinesStarted > 0 ? $0.deadlinesStarted : nil }
        ),
        (
            "connection_send_buffer_deadline_recover_total", "counter", "Back below the low-water mark",
            { $0.deadlinesRecovered > 0 ? $0.deadlinesRecovered : nil }
        ),
    ]

    /// The bounds of the histogram as upstream's library writes them.
    private static let bounds = [
        "1024.0", "2048.0", "4096.0", "8192.0", "16384.0", "32768.0", "65536.0", "131072.0", "262144.0", "524288.0", "1.048576e+06",
        "2.097152e+06", "4.194304e+06", "+Inf",
    ]

    /// All metrics in the Prometheus text format, for `text/plain; charset=utf-8`.
    public func prometheusText() -> String {
        let state = snapshot
        var text = PrometheusText()
        text.metric("hpfeeds_broker_client_connections", "gauge", "Open connections")
        text.sample([], state.connections)
        text.metric("hpfeeds_broker_connection_made_total", "counter", "Accepted connections")
        text.sample([], state.accepted)
        text.metric("hpfeeds_broker_connection_error_total", "counter", "Connections ended by the broker")
        for (labels, count) in state.errors.sorted(by: { ($0.key.ident, $0.key.category) < ($1.key.ident, $1.key.category) }) {
            text.sample([("ident", labels.ident), ("category", labels.category)], count)
        }
        text.metric("hpfeeds_broker_connection_lost_total", "counter", "Connections that ended")
        for (ident, count) in state.lost.sorted(by: { $0.key < $1.key }) { text.sample([("ident", ident)], count) }
        let idents = state.idents.mapValues(\.values).sorted { $0.key < $1.key }
        for metric in Self.identMetrics {
            text.metric("hpfeeds_broker_" + metric.name, metric.type, metric.help)
            for (ident, values) in idents {
                if let value = metric.value(values) { text.sample([("ident", ident)], value) }
            }
        }
        appendChannels(state, to: &text)
        text.metric("hpfeeds_client_authenticated_connections", "gauge", "Authenticated connections")
        for (labels, count) in state.authenticated.sorted(by: { ($0.key.ident, $0.key.owner) < ($1.key.ident, $1.key.owner) }) {
            text.sample([("ident", labels.ident), ("owner", labels.owner)], count)
        }
        return text.text
    }

    private func appendChannels(_ state: State, to text: inout PrometheusText) {
        let channels = state.channels.mapValues(\.values)
            .sorted { ($0.key.ident, $0.key.channel) < ($1.key.ident, $1.key.channel) }
            .map { (labels: [("ident", $0.key.ident), ("chan", $0.key.channel)], values: $0.value) }
        text.metric("hpfeeds_broker_subscriptions", "gauge", "Live subscriptions")
        for (labels, values) in channels where values.wasSubscribed { text.sample(labels, values.subscriptions) }
        text.metric("hpfeeds_broker_receive_publish_count_total", "counter", "Accepted messages")
        for (labels, values) in channels where values.published > 0 { text.sample(labels, values.published) }
        text.metric("hpfeeds_broker_receive_publish_size", "histogram", "Payload sizes of accepted messages")
        for (labels, values) in channels where values.published > 0 {
            var cumulated = 0
            for (bound, count) in zip(Self.bounds, values.buckets) {
                cumulated += count
                text.sample(labels + [("le", bound)], cumulated, suffix: "_bucket")
            }
            text.sample(labels, values.published, suffix: "_count")
            text.sample(labels, values.publishedBytes, suffix: "_sum")
        }
    }
}
