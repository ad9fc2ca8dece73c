import Foundation
import HPFeeds
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct BrokerMetricsSessionTests {
    @Test func scriptedSession() async throws {
        let grants = [Grant.test("test", publish: ["test-chan"], subscribe: ["test-chan"])]
        try await withBroker(grants) { broker, addresses in
            let client = try await RawClient.logIn(to: addresses[0], ident: "test")
            try await client.send(
                .subscribe(ident: "test", channel: "test-chan"), publish("twelve bytes", channel: "test-chan", ident: "test"))
            #expect(try await client.frame() == publish("twelve bytes", channel: "test-chan", ident: "test"))
            let live = [
                "hpfeeds_broker_client_connections 1",
                "hpfeeds_broker_connection_made_total 1",
                "hpfeeds_broker_connection_ready_total{ident=\"test\"} 1",
                "hpfeeds_broker_connection_send_buffer_fill_total{ident=\"test\"} 12",
                "hpfeeds_broker_connection_send_buffer_drain_total{ident=\"test\"} 32",
                "hpfeeds_broker_connection_send_buffer_size{ident=\"test\"} 0",
                "hpfeeds_broker_connection_receive_buffer_size{ident=\"test\"} 0",
                "hpfeeds_broker_subscriptions{ident=\"test\",chan=\"test-chan\"} 1",
                "hpfeeds_broker_receive_publish_count_total{ident=\"test\",chan=\"test-chan\"} 1",
                "hpfeeds_broker_receive_publish_size_bucket{ident=\"test\",chan=\"test-chan\",le=\"1024.0\"} 1",
                "hpfeeds_broker_receive_publish_size_bucket{ident=\"test\",chan=\"test-chan\",le=\"+Inf\"} 1",
                "hpfeeds_broker_receive_publish_size_sum{ident=\"test\",chan=\"test-chan\"} 12",
                "hpfeeds_client_authenticated_connections{ident=\"test\",owner=\"owner\"} 1",
            ]
            for line in live {
                try await eventually { broker.metrics.prometheusText().contains(line + "\n") }
            }
            try await client.send(.unsubscribe(ident: "test", channel: "never"), .unsubscribe(ident: "test", channel: "test-chan"))
            try await eventually {
                broker.metrics.prometheusText().contains("hpfeeds_broker_subscriptions{ident=\"test\",chan=\"test-chan\"} 0\n")
            }
            try await client.close()
            let silent = try await RawClient.connect(to: addresses[0])
            _ = try await silent.frame()
            try await silent.close()
            for line in [
                "hpfeeds_broker_client_connections 0", "hpfeeds_broker_connection_lost_total{ident=\"None\"} 1",
                "hpfeeds_broker_connection_lost_total{ident=\"test\"} 1",
                "hpfeeds_client_authenticated_connections{ident=\"test\",owner=\"owner\"} 0",
            ] {
                try await eventually { broker.metrics.prometheusText().contains(line + "\n") }
            }
            #expect(!broker.metrics.prometheusText().contains("never"))
        }
    }
}

@Suite struct BrokerLifecycleTests {
    @Test func takenPortIsAClearError() async throws {
        try await withBroker { _, addresses in
            let port = try #require(addresses[0].port)
            do {
                try await withBroker(endpoints: [Endpoint(interface: "127.0.0.1", port: port)]) { _, _ in }
                Issue.record("bound twice")
            } catch let error as BrokerError {
                #expect(error.code == .cannotBind)
                #expect(error.endpoint == "tcp://127.0.0.1:\(port)")
                #expect(error.description.contains("\(port)"))
            }
        }
    }

    @Test func unreadableCertificateIsAClearError() async throws {
        let endpoint = Endpoint(interface: "127.0.0.1", port: 0, tls: .init(certificate: "/nowhere/cert.pem", key: "/nowhere/key.pem"))
        do {
            try await withBroker(endpoints: [endpoint]) { _, _ in }
            Issue.record("started")
        } catch let error as BrokerError {
            #expect(error.code == .badCertificate)
            #expect(error.reason.contains("/nowhere/cert.pem"))
        }
    }

    @Test func stoppingDeliversWhatIsQueued() async throws {
        let client = try await withBroker { broker, addresses in
            let client = try await RawClient.logIn(to: addresses[0])
            try await client.send(.subscribe(ident: "ident", channel: "chan"))
            try await eventually { await broker.connections().contains { !$0.subscriptions.isEmpty } }
            broker.publish(ident: "x", channel: "chan", payload: ByteBuffer(repeating: 1, count: 500_000))
            return client
        }
        #expect(try await client.rest().count == 500_000 + 5 + 2 + 5)
    }

    @Test func settingsApplyToLiveConnections() async throws {
        try await withBroker { broker, addresses in
            let client = try await RawClient.logIn(to: addresses[0])
            try await eventually { await broker.connections().first?.ident == "ident" }
            var configuration = BrokerConfiguration()
            configuration.maximumMessageBytes = 100
            broker.update(configuration: configuration)
            try await Task.sleep(for: .milliseconds(50))
            try await client.send(publish(String(repeating: "x", count: 100)))
            #expect(try await client.rest() == [])
        }
    }

    @Test func tlsBesidePlainAndCertificateReplacedUnderLiveConnections() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hpfeeds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = Endpoint.TLSFiles(
            certificate: folder.appendingPathComponent("cert.pem").path, key: folder.appendingPathComponent("key.pem").path)
        func install(_ pair: TestCertificates.Pair) throws {
            try pair.key.write(toFile: files.key, atomically: true, encoding: .utf8)
            try pair.certificate.write(toFile: files.certificate, atomically: true, encoding: .utf8)
        }
        func trusting(_ pair: TestCertificates.Pair) throws -> NIOSSLContext {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pair.certificate.utf8)))
            return try NIOSSLContext(configuration: configuration)
        }
        try install(TestCertificates.first)
        let endpoints = [
            Endpoint(interface: "127.0.0.1", port: 0, tls: files), Endpoint(interface: "127.0.0.1", port: 0),
        ]
        try await withBroker(endpoints: endpoints) { broker, addresses in
            let old = try await RawClient.logIn(to: addresses[0], tls: try trusting(TestCertificates.first))
            let plain = try await RawClient.logIn(to: addresses[1])
            for client in [old, plain] { try await client.send(.subscribe(ident: "ident", channel: "chan")) }
            try await eventually { await broker.connections().filter { !$0.subscriptions.isEmpty }.count == 2 }
            try install(TestCertificates.second)
            try await eventually(within: 15) {
                guard let new = try? await RawClient.connect(to: addresses[0], tls: try trusting(TestCertificates.second)) else {
                    return false
                }
                defer { Task { try await new.close() } }
                return (try? await new.frame(within: 0.5)) != nil
            }
            let large = Frame.publish(ident: "ident", channel: "chan", payload: ByteBuffer(repeating: 3, count: 300_000))
            try await plain.send(large)
            #expect(try await old.frame() == large)
            #expect(try await plain.frame() == large)
            // An ERROR gets through TLS too.
            try await old.send(publish("x", channel: "no"))
            #expect(try await old.frame() == .error(text: "Authkey not allowed to pub here. ident=ident, chan=no"))
            #expect(try await old.rest() == [])
        }
    }
}

@Suite(.serialized) struct IdleConnectionsTests {
    /// Both ends of each connection live in this process, and so do other tests: memory is only printed here and asserted end
    /// to end, where the server is alone in its process.
    @Test func tenThousandDisturbNobody() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let possible = Int(min(limit.rlim_max, 1_000_000)) - 500
        let count = min(10_000, possible / 200 * 100)
        print("idle connections: \(count) (file limit \(limit.rlim_max))")
        var configuration = BrokerConfiguration()
        configuration.maximumUnauthenticatedPerAddress = count
        configuration.authenticationTimeout = .seconds(300)
        try await withBroker(configuration: configuration) { broker, addresses in
            let before = Self.residentKilobytes()
            var clients: [IdleClient] = []
            for _ in 0..<(count / 100) {
                clients.append(
                    contentsOf: try await withThrowingTaskGroup(of: IdleClient.self) { group in
                        for _ in 0..<100 { group.addTask { try await IdleClient.connect(to: addresses[0]) } }
                        return try await group.reduce(into: []) { $0.append($1) }
                    })
            }
            let ready = "hpfeeds_client_authenticated_connections{ident=\"ident\",owner=\"owner\"} \(count)\n"
            try await eventually(within: 60) { broker.metrics.prometheusText().contains(ready) }
            let each = (Self.residentKilobytes() - before) / count
            print("idle connections: \(each) KiB resident for both ends of one, other tests included")
            let publisher = try await RawClient.logIn(to: addresses[0])
            try await publisher.send(.subscribe(ident: "ident", channel: "chan"), publish("still fast"))
            #expect(try await publisher.frame() == publish("still fast"))
            for client in clients { client.channel.close(promise: nil) }
            try await eventually(within: 30) { broker.metrics.openConnections == 1 }
        }
    }

    private static func residentKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }
}

/// Logs in and stays silent.
private struct IdleClient: Sendable {
    let channel: any Channel

    static func connect(to address: SocketAddress) async throws -> IdleClient {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
            }
            .connect(to: address).get()
        return IdleClient(channel: channel)
    }

    private final class Greeter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var decoder = FrameDecoder()

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.append(unwrapInboundIn(data))
            guard case .info(_, let nonce) = try? decoder.next() else { return }
            let digest = AuthenticationDigest.digest(nonce: nonce, secret: "secret")
            if let bytes = try? FrameEncoder().encode(.auth(ident: "ident", digest: digest)) {
                context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            }
        }
    }
}
