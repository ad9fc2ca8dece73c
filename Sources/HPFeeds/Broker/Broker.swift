public import Logging
import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix
public import ServiceLifecycle

/// An hpfeeds broker, a drop-in for `hpfeeds-broker` 3.1 (`hpfeeds.md`).
///
/// It stores nothing and decides nothing: it asks an ``Authorizer`` and hands accepted messages to a ``MessageSink``.
public final class Broker: Service {
    /// What there is between `bind()` and the end of `run()`.
    struct Running: Sendable {
        var group: MultiThreadedEventLoopGroup
        var router: Router
        var listeners: [any Channel]
        var certificates: [ServerCertificate]
        var addresses: [SocketAddress]
    }

    enum State: Sendable {
        case idle
        case binding
        case bound(Running)
        case stopped
    }

    let services: BrokerServices
    let endpoints: [Endpoint]
    let threads: Int
    let state = NIOLockedValueBox(State.idle)

    /// A broker that is not listening yet.
    ///
    /// - Parameters:
    ///   - configuration: Settings; see ``update(configuration:)`` for changing them later.
    ///   - endpoints: Where to listen; at least one.
    ///   - authorizer: Looks up idents.
    ///   - sink: Takes accepted messages; nil relays only.
    ///   - metrics: Where to count.
    ///   - logger: For the broker's own lines; connections log at debug.
    ///   - threads: Event loops of the relay; by default one for each core, at most 8.
    public init(
        configuration: BrokerConfiguration = BrokerConfiguration(), endpoints: [Endpoint], authorizer: any Authorizer,
        sink: (any MessageSink)? = nil, metrics: BrokerMetrics = BrokerMetrics(), logger: Logger, threads: Int? = nil
    ) {
        self.services = BrokerServices(
            authorizer: authorizer, sink: sink, metrics: metrics, limiter: UnauthenticatedLimiter(),
            settings: NIOLockedValueBox(configuration), grantGeneration: NIOLockedValueBox(0), logger: logger)
        self.endpoints = endpoints
        self.threads = min(max(threads ?? min(System.coreCount, 8), 1), Router.maximumLoops)
    }

    /// The metrics it counts into.
    public var metrics: BrokerMetrics { services.metrics }

    var running: Running? {
        state.withLockedValue { if case .bound(let running) = $0 { running } else { nil } }
    }

    /// Publishes from inside, for example a message pulled from a remote broker; it goes to subscribers only, not to the sink.
    ///
    /// - Returns: false when ident or channel exceed 255 bytes or the message exceeds the largest size.
    @discardableResult
    public func publish(ident: String, channel: String, payload: ByteBuffer) -> Bool {
        guard let bytes = try? FrameEncoder().encode(.publish(ident: ident, channel: channel, payload: payload)),
            bytes.readableBytes <= services.configuration.limits.maximumLength(of: .publish)
        else { return false }
        guard let router = running?.router, let topic = router.existingTopic(channel) else { return true }
        let isLarge = bytes.readableBytes > FrameLimits().maximumLength(of: .publish)
        router.publish(RelayedFrames(bytes: bytes, count: 1, payloadBytes: payload.readableBytes, isLarge: isLarge), on: topic)
        return true
    }

    /// Changes the settings of new and live connections at once.
    public func update(configuration: BrokerConfiguration) {
        services.settings.withLockedValue { $0 = configuration }
        for loop in running?.router.loops ?? [] {
            loop.eventLoop.execute {
                for connection in loop.connections.connections.values { connection.settingsChanged(configuration) }
            }
        }
    }

    /// The live connections, oldest first.
    public func connections() async -> [ConnectionSnapshot] {
        var snapshots: [ConnectionSnapshot] = []
        for loop in running?.router.loops ?? [] {
            let part = try? await loop.submit { $0.connections.values.map { $0.snapshot() } }.get()
            snapshots.append(contentsOf: part ?? [])
        }
        return snapshots.sorted { $0.sinceMicroseconds < $1.sinceMicroseconds }
    }

    /// Serves until graceful shutdown or cancellation, then flushes queues for a bounded time and closes. Binds first if need be.
    ///
    /// - Throws: ``BrokerError`` as ``bind()`` does.
    public func run() async throws {
        if running == nil { _ = try await bind() }
        guard let running else { throw BrokerError(code: .misuse, endpoint: "broker", reason: "it has stopped") }
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.followGrantChanges(running.router) }
            if !running.certificates.isEmpty {
                tasks.addTask { await self.followCertificates(running.certificates) }
            }
            try? await gracefulShutdown()
            tasks.cancelAll()
        }
        await stop(running)
    }

    private func stop(_ running: Running) async {
        for listener in running.listeners { try? await listener.close() }
        for loop in running.router.loops {
            _ = try? await loop.submit { table in
                for connection in table.connections.values { connection.shutDown() }
            }.get()
        }
        let end = NIODeadline.now() + services.configuration.shutdownFlush + services.configuration.discardTime
        while services.metrics.openConnections > 0, NIODeadline.now() < end {
            // Not cancellable: the wait is bounded, and queues are flushed even when the task is cancelled.
            _ = try? await running.group.next().scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
        }
        state.withLockedValue { $0 = .stopped }
        do {
            try await running.group.shutdownGracefully()
        } catch {
            services.logger.error("event loops did not stop", metadata: ["error": "\(error)"])
        }
    }
}
