import HPFeeds
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@Suite struct ClientTests {
    private func configuration(_ address: SocketAddress, secret: String = "secret") -> HPFeedsClientConfiguration {
        HPFeedsClientConfiguration(host: "127.0.0.1", port: address.port ?? 0, ident: "ident", secret: secret)
    }

    @Test func publishesAndReceives() async throws {
        try await withBroker { _, addresses in
            let client = try await HPFeedsClient.connect(configuration(addresses[0]))
            #expect(client.brokerName == "hpfeeds")
            try await client.subscribe(to: "chan")
            for index in 0..<3_000 { try await client.publish(channel: "chan", payload: ByteBuffer(string: "\(index)")) }
            var received = 0
            for try await message in client.messages {
                #expect(String(buffer: message.payload) == "\(received)")
                received += 1
                if received == 3_000 { break }
            }
            #expect(received == 3_000)
            await client.close()
        }
    }

    @Test func refusalsEndTheMessages() async throws {
        try await withBroker { _, addresses in
            let client = try await HPFeedsClient.connect(configuration(addresses[0], secret: "wrong"))
            await #expect(throws: HPFeedsClientError.refused("Authentication failed for ident")) {
                for try await _ in client.messages {}
            }
        }
    }

    @Test func nobodyThereIsAnError() async throws {
        var configuration = HPFeedsClientConfiguration(host: "127.0.0.1", port: 1, ident: "i", secret: "s")
        configuration.connectTimeout = .milliseconds(500)
        await #expect(throws: HPFeedsClientError.self) { try await HPFeedsClient.connect(configuration) }
    }

    @Test func silenceInsteadOfInfoIsAnError() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
        var configuration = HPFeedsClientConfiguration(host: "127.0.0.1", port: server.localAddress?.port ?? 0, ident: "i", secret: "s")
        configuration.greetingTimeout = .milliseconds(100)
        await #expect(throws: HPFeedsClientError.noGreeting) { try await HPFeedsClient.connect(configuration) }
        try await server.close()
    }
}

@Suite struct SubscriptionTests {
    private func withSubscription(
        _ address: SocketAddress, channels: [String], sink: RecordingSink, ident: String = "ident", idleLimit: TimeAmount? = nil,
        body: (HPFeedsSubscription) async throws -> Void
    ) async throws {
        var configuration = HPFeedsClientConfiguration(host: "127.0.0.1", port: address.port ?? 0, ident: ident, secret: "secret")
        configuration.idleLimit = idleLimit
        let subscription = HPFeedsSubscription(
            configuration: configuration, channels: channels, sink: sink,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), minimumDelay: .milliseconds(20),
            maximumDelay: .milliseconds(200))
        let running = Task { try await subscription.run() }
        do {
            try await body(subscription)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        try await running.value
        #expect(subscription.snapshot.phase == .stopped)
    }

    @Test func pullsAndDropsRefusedChannels() async throws {
        try await withBroker { broker, addresses in
            let sink = RecordingSink()
            try await withSubscription(addresses[0], channels: ["no", "chan"], sink: sink) { subscription in
                try await eventually { await broker.connections().contains { $0.subscriptions == ["chan"] } }
                broker.publish(ident: "sensor", channel: "chan", payload: ByteBuffer(string: "x"))
                try await eventually { sink.messages.count == 1 }
                #expect(sink.messages.first?.ident == "sensor")
                let snapshot = subscription.snapshot
                #expect(snapshot.phase == .connected)
                #expect(snapshot.refusedChannels == ["no"])
                #expect(snapshot.messages == ["chan": 1])
                #expect(snapshot.lastMessageMicroseconds != nil)
            }
        }
    }

    @Test func wrongSecretIsAStateOfItsOwn() async throws {
        try await withBroker { _, addresses in
            try await withSubscription(addresses[0], channels: ["chan"], sink: RecordingSink(), ident: "nobody") { subscription in
                try await eventually { subscription.snapshot.phase == .authenticationFailed }
                #expect(subscription.snapshot.lastError == "the broker refused: Authentication failed for nobody")
            }
        }
    }

    @Test func idleLimitReconnects() async throws {
        try await withBroker { _, addresses in
            try await withSubscription(addresses[0], channels: ["chan"], sink: RecordingSink(), idleLimit: .milliseconds(50)) {
                subscription in
                try await eventually { subscription.snapshot.connections >= 3 }
            }
        }
    }

    /// A broker of the old kind: an 8-byte nonce, an access failure that names nothing and keeps the connection.
    @Test func legacyBrokerThatStaysOpen() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(LegacyBroker()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let sink = RecordingSink()
        try await withSubscription(try #require(server.localAddress), channels: ["no", "chan"], sink: sink) { subscription in
            try await eventually { sink.messages.count == 1 }
            #expect(subscription.snapshot.phase == .connected)
            #expect(subscription.snapshot.lastError == "the broker refused: accessfail.")
            #expect(subscription.snapshot.connections == 1)
        }
        try await server.close()
    }
}

private final class LegacyBroker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var decoder = FrameDecoder()

    func channelActive(context: ChannelHandlerContext) {
        send(.info(name: "@hp1", nonce: [1, 2, 3, 4, 5, 6, 7, 8]), context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        decoder.append(unwrapInboundIn(data))
        while let frame = try? decoder.next() {
            guard case .subscribe(_, let channel) = frame else { continue }
            if channel == "no" {
                send(.error(text: "accessfail."), context: context)
            } else {
                send(publish("x", channel: channel), context: context)
            }
        }
    }

    private func send(_ frame: Frame, context: ChannelHandlerContext) {
        if let bytes = try? FrameEncoder().encode(frame) { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
    }
}
