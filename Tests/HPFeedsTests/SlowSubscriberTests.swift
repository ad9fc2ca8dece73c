import HPFeeds
import NIOCore
import Testing

@Suite(.serialized) struct SlowSubscriberTests {
    /// A subscriber that stops reading, one that reads, and a publisher.
    private func withStalled(
        _ configuration: BrokerConfiguration,
        body: (Broker, _ stalled: RawClient, _ other: RawClient, _ publisher: RawClient) async throws -> Void
    ) async throws {
        try await withBroker([.test(), .test("stalled"), .test("publisher")], configuration: configuration) { broker, addresses in
            let stalled = try await RawClient.logIn(to: addresses[0], ident: "stalled")
            let other = try await RawClient.logIn(to: addresses[0])
            for client in [stalled, other] { try await client.send(.subscribe(ident: "", channel: "chan")) }
            try await eventually { await broker.connections().filter { !$0.subscriptions.isEmpty }.count == 2 }
            try await stalled.stopReading()
            let publisher = try await RawClient.logIn(to: addresses[0], ident: "publisher")
            try await body(broker, stalled, other, publisher)
        }
    }

    private func message(_ size: Int) -> Frame {
        .publish(ident: "publisher", channel: "chan", payload: ByteBuffer(repeating: 0x61, count: size))
    }

    @Test func isClosedByTheDeadlineWithTheErrorWhileOthersGoOn() async throws {
        var configuration = BrokerConfiguration()
        configuration.highWaterBytes = 8_000_000
        configuration.hardCapBytes = 200_000_000
        configuration.backpressureDeadline = .seconds(3)
        try await withStalled(configuration) { broker, stalled, other, publisher in
            let frame = try FrameEncoder().encode(message(100_000))
            for _ in 0..<200 { try await publisher.send(frame) }
            try await eventually { other.byteCount == 200 * frame.readableBytes }
            #expect(!publisher.isClosed)
            try await eventually { broker.metrics.prometheusText().contains("ident=\"stalled\",category=\"deadline-timer-expired\"} 1\n") }
            #expect(broker.metrics.prometheusText().contains("deadline_start_total{ident=\"stalled\"} 1\n"))
            // It reads after all: the queue, then the ERROR, then nothing.
            try await stalled.startReading()
            let rest = try await stalled.rest()
            let error = try FrameEncoder().encode(.error(text: "Backpressure deadline timer expired"))
            #expect(rest.count == 200 * frame.readableBytes + error.readableBytes)
            #expect(Array(rest.suffix(error.readableBytes)) == Array(error.readableBytesView))
            #expect(!other.isClosed)
        }
    }

    @Test func isCutOffAtTheHardCap() async throws {
        var configuration = BrokerConfiguration()
        configuration.highWaterBytes = 2_000_000
        configuration.hardCapBytes = 4_000_000
        try await withStalled(configuration) { broker, _, other, publisher in
            let frame = try FrameEncoder().encode(message(100_000))
            for sent in 1...300 {
                try await publisher.send(frame)
                // Paced, so that only the one that does not read falls behind.
                try await eventually { other.byteCount >= (sent - 5) * frame.readableBytes }
            }
            try await eventually { other.byteCount == 300 * frame.readableBytes }
            try await eventually { await broker.connections().count == 2 }
            let text = broker.metrics.prometheusText()
            #expect(text.contains("ident=\"stalled\",category=\"send-buffer-overflow\"} 1\n"))
            #expect(text.contains("hpfeeds_broker_connection_send_buffer_size{ident=\"stalled\"} 0\n"))
            #expect(!publisher.isClosed)
        }
    }

    @Test func recoversWhenItReadsInTime() async throws {
        var configuration = BrokerConfiguration()
        configuration.highWaterBytes = 1_000_000
        configuration.hardCapBytes = 200_000_000
        configuration.backpressureDeadline = .seconds(30)
        try await withStalled(configuration) { broker, stalled, _, publisher in
            let frame = try FrameEncoder().encode(message(100_000))
            for _ in 0..<150 { try await publisher.send(frame) }
            try await eventually { broker.metrics.prometheusText().contains("deadline_start_total{ident=\"stalled\"} 1\n") }
            try await stalled.startReading()
            try await eventually { stalled.byteCount == 150 * frame.readableBytes }
            try await eventually { broker.metrics.prometheusText().contains("deadline_recover_total{ident=\"stalled\"} 1\n") }
            #expect(!stalled.isClosed)
        }
    }
}
