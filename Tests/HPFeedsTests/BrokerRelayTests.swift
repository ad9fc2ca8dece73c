import HPFeeds
import NIOCore
import Testing

@Suite struct BrokerRelayTests {
    @Test func ownMessageComesBackOnceFromOneSegment() async throws {
        try await withBroker { _, addresses in
            let client = try await RawClient.connect(to: addresses[0])
            let auth = try await client.auth(ident: "ident", secret: "secret")
            try await client.send(
                .auth(ident: auth.ident, digest: auth.digest), .subscribe(ident: "ident", channel: "chan"), publish("mine"))
            #expect(try await client.frame() == publish("mine"))
            try await client.send(.subscribe(ident: "ident", channel: "chan"), publish("again"))
            #expect(try await client.frame() == publish("again"))
            try await Task.sleep(for: .milliseconds(50))
            #expect(client.bytes == [])
        }
    }

    @Test func aThousandMessagesInOneWriteArriveInOrderEverywhere() async throws {
        let sink = RecordingSink()
        try await withBroker(sink: sink) { broker, addresses in
            var subscribers: [RawClient] = []
            for _ in 0..<5 { subscribers.append(try await subscriber(addresses[0])) }
            try await eventually { await broker.connections().filter { $0.subscriptions == ["chan"] }.count == 5 }
            let publisher = try await RawClient.logIn(to: addresses[0])
            var buffer = ByteBuffer()
            for index in 0..<1_000 { try FrameEncoder().encode(publish("message \(index)"), into: &buffer) }
            try await publisher.send(buffer)
            let expected = Array(buffer.readableBytesView)
            for subscriber in subscribers {
                try await eventually { subscriber.byteCount >= expected.count }
                #expect(subscriber.bytes == expected)
            }
            #expect(sink.messages.map { String(buffer: $0.payload) } == (0..<1_000).map { "message \($0)" })
            #expect(sink.messages.allSatisfy { $0.ident == "ident" && $0.channel == "chan" })
            let snapshot = await broker.connections()
            #expect(snapshot.map(\.published).max() == 1_000)
            #expect(snapshot.filter { $0.delivered == 1_000 }.count == 5)
        }
    }

    @Test func everyByteValueAndNoByteSurvive() async throws {
        try await withBroker { broker, addresses in
            let subscriber = try await subscriber(addresses[0])
            try await eventually { await broker.connections().contains { !$0.subscriptions.isEmpty } }
            let publisher = try await RawClient.logIn(to: addresses[0])
            for payload in [ByteBuffer(bytes: Array(UInt8.min...UInt8.max)), ByteBuffer()] {
                try await publisher.send(.publish(ident: "ident", channel: "chan", payload: payload))
                #expect(try await subscriber.frame() == .publish(ident: "ident", channel: "chan", payload: payload))
            }
        }
    }

    @Test func everyCompleteFrameBeforeTheEndIsRelayed() async throws {
        let sink = RecordingSink()
        try await withBroker(sink: sink) { broker, addresses in
            let subscriber = try await subscriber(addresses[0])
            try await eventually { await broker.connections().contains { !$0.subscriptions.isEmpty } }
            for round in 0..<20 {
                let publisher = try await RawClient.connect(to: addresses[0])
                let auth = try await publisher.auth(ident: "ident", secret: "secret")
                var buffer = try FrameEncoder().encode(.auth(ident: auth.ident, digest: auth.digest))
                for index in 0..<50 { try FrameEncoder().encode(publish("\(round) \(index)"), into: &buffer) }
                let unfinished = try FrameEncoder().encode(publish("never"))
                buffer.writeBytes(unfinished.readableBytesView.dropLast())
                try await publisher.send(buffer)
                try await publisher.close()
            }
            try await eventually { sink.messages.count >= 1_000 }
            var seen = 0
            for _ in 0..<1_000 {
                guard case .publish = try await subscriber.frame() else { continue }
                seen += 1
            }
            #expect(seen == 1_000)
            try await Task.sleep(for: .milliseconds(50))
            #expect(sink.messages.count == 1_000)
            #expect(subscriber.bytes == [])
        }
    }

    @Test func largestFrameIsRelayedOneMoreIsRefused() async throws {
        try await withBroker { broker, addresses in
            let subscriber = try await subscriber(addresses[0])
            try await eventually { await broker.connections().contains { !$0.subscriptions.isEmpty } }
            let publisher = try await RawClient.logIn(to: addresses[0])
            let largest = Frame.publish(
                ident: "ident", channel: "chan", payload: ByteBuffer(repeating: 0xa5, count: 1_048_576 - 2 - 5 - 4))
            try await publisher.send(largest)
            #expect(try await subscriber.frame() == largest)
            try await publisher.send(bytes: [0x00, 0x10, 0x00, 0x06, 0x03])
            #expect(try await publisher.rest() == [])
        }
    }

    @Test func oversizedMessagesGoOnlyToThoseThatTakeThem() async throws {
        var configuration = BrokerConfiguration()
        configuration.maximumMessageBytes = 2_000_000
        let grants = [Grant.test(), .test("big", large: true)]
        let sink = RecordingSink()
        try await withBroker(grants, configuration: configuration, sink: sink) { broker, addresses in
            let normal = try await subscriber(addresses[0])
            let big = try await subscriber(addresses[0], ident: "big")
            try await eventually { await broker.connections().filter { !$0.subscriptions.isEmpty }.count == 2 }
            let publisher = try await RawClient.logIn(to: addresses[0])
            let large = Frame.publish(ident: "ident", channel: "chan", payload: ByteBuffer(repeating: 1, count: 1_200_000))
            try await publisher.send(large, publish("small"))
            #expect(try await big.frame() == large)
            #expect(try await big.frame() == publish("small"))
            #expect(try await normal.frame() == publish("small"))
            #expect(sink.messages.count == 2)
        }
    }

    @Test func subscribingTwiceLeavesNoPhantom() async throws {
        try await withBroker { broker, addresses in
            let twice = try await subscriber(addresses[0])
            try await twice.send(.subscribe(ident: "ident", channel: "chan"))
            let other = try await subscriber(addresses[0])
            try await eventually { await broker.connections().filter { !$0.subscriptions.isEmpty }.count == 2 }
            try await twice.close()
            try await eventually { await broker.connections().count == 1 }
            let publisher = try await RawClient.logIn(to: addresses[0])
            for index in 0..<3 {
                try await publisher.send(publish("\(index)"))
                #expect(try await other.frame() == publish("\(index)"))
            }
            #expect(!publisher.isClosed)
        }
    }

    @Test func refusedSubscriberGetsNothing() async throws {
        let grants = [Grant.test(subscribe: []), .test("other")]
        try await withBroker(grants) { _, addresses in
            let refused = try await RawClient.logIn(to: addresses[0])
            try await refused.send(.subscribe(ident: "ident", channel: "chan"))
            guard case .error = try await refused.frame() else {
                Issue.record("not refused")
                return
            }
            let publisher = try await RawClient.logIn(to: addresses[0], ident: "other")
            try await publisher.send(publish("x", ident: "other"))
            #expect(try await refused.rest() == [])
        }
    }

    @Test func changedGrantsReachLiveConnections() async throws {
        let authorizer = MemoryAuthorizer([.test(), .test("other")])
        try await withBroker(authorizer: authorizer) { broker, addresses in
            let client = try await subscriber(addresses[0])
            let other = try await subscriber(addresses[0], ident: "other")
            try await eventually { await broker.connections().filter { !$0.subscriptions.isEmpty }.count == 2 }
            authorizer.set(.test(subscribe: []), for: "ident")
            try await eventually { await broker.connections().filter { !$0.subscriptions.isEmpty }.count == 1 }
            #expect(!client.isClosed)
            authorizer.set(nil, for: "ident")
            #expect(try await client.rest() == [])
            #expect(!other.isClosed)
        }
    }

    @Test func presenceIsToldWhereOffered() async throws {
        var configuration = BrokerConfiguration()
        configuration.offersPresence = true
        try await withBroker([.test(), .test("watcher")], configuration: configuration) { broker, addresses in
            let watcher = try await RawClient.logIn(to: addresses[0], ident: "watcher")
            try await watcher.send(.subscribe(ident: "watcher", channel: "chan..broker"))
            try await eventually { await broker.connections().contains { !$0.subscriptions.isEmpty } }
            let client = try await subscriber(addresses[0])
            #expect(try await watcher.frame() == publish("join", channel: "chan..broker"))
            try await client.close()
            #expect(try await watcher.frame() == publish("leave", channel: "chan..broker"))
        }
    }

    @Test func publishingFromInsideReachesSubscribersOnly() async throws {
        let sink = RecordingSink()
        try await withBroker(sink: sink) { broker, addresses in
            let client = try await subscriber(addresses[0])
            try await eventually { await broker.connections().contains { !$0.subscriptions.isEmpty } }
            #expect(broker.publish(ident: "far away", channel: "chan", payload: ByteBuffer(string: "x")))
            #expect(try await client.frame() == publish("x", ident: "far away"))
            #expect(!broker.publish(ident: String(repeating: "x", count: 256), channel: "chan", payload: ByteBuffer()))
            #expect(sink.messages.isEmpty)
        }
    }

    private func subscriber(_ address: SocketAddress, ident: String = "ident") async throws -> RawClient {
        let client = try await RawClient.logIn(to: address, ident: ident)
        try await client.send(.subscribe(ident: ident, channel: "chan"))
        return client
    }
}
