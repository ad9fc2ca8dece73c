import NIOConcurrencyHelpers
public import NIOCore
public import NIOPosix
import NIOSSL

/// A connection to a broker that has greeted and been sent AUTH.
///
/// The protocol has no positive answer to AUTH, SUBSCRIBE or PUBLISH: a refusal arrives later, as the error that ends ``messages``.
/// There is no reconnect here; see ``HPFeedsSubscription``.
public final class HPFeedsClient: Sendable {
    /// The broker's name as INFO gave it.
    public let brokerName: String
    /// What the broker relays. Ends by throwing ``HPFeedsClientError``. Read by one task, once.
    public let messages: HPFeedsMessages

    private let channel: any Channel
    private let ident: String

    private init(channel: any Channel, ident: String, brokerName: String, messages: HPFeedsMessages) {
        self.channel = channel
        self.ident = ident
        self.brokerName = brokerName
        self.messages = messages
    }

    /// Connects, trying each address of the host, waits for INFO and sends AUTH.
    ///
    /// - Throws: ``HPFeedsClientError``.
    public static func connect(
        _ configuration: HPFeedsClientConfiguration, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> HPFeedsClient {
        let eventLoop = group.next()
        let tls = try configuration.tls.map { try clientContext($0) }
        let delegate = HPFeedsMessagesDelegate()
        let sequence = HPFeedsMessages.makeSequence(
            backPressureStrategy: .init(lowWatermark: 100, highWatermark: 1_000), finishOnDeinit: true, delegate: delegate)
        let greeted = eventLoop.makePromise(of: String.self)
        let source = sequence.source
        var bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(configuration.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(try tlsHandler(tls, host: configuration.host)) }
                    try channel.pipeline.syncOperations.addHandler(
                        ClientConnectionHandler(configuration: configuration, source: source, delegate: delegate, greeted: greeted))
                }
            }
        for (option, value) in KeepAlive.options {
            bootstrap = bootstrap.channelOption(.tcpOption(option), value: value)
        }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: configuration.host, port: configuration.port).get()
        } catch {
            greeted.fail(error)
            throw HPFeedsClientError.cannotConnect("\(configuration.host):\(configuration.port): \(error)")
        }
        return try await withTaskCancellationHandler {
            let name = try await greeted.futureResult.get()
            return HPFeedsClient(channel: channel, ident: configuration.ident, brokerName: name, messages: sequence.sequence)
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Publishes and waits until the bytes are handed to the system, not until the broker has them.
    ///
    /// - Throws: ``HPFeedsClientError``, `unencodable` for an over-long channel or payload.
    public func publish(channel name: String, payload: ByteBuffer) async throws {
        try await send(.publish(ident: ident, channel: name, payload: payload))
    }

    /// Asks for a channel.
    ///
    /// - Throws: ``HPFeedsClientError``.
    public func subscribe(to name: String) async throws {
        try await send(.subscribe(ident: ident, channel: name))
    }

    /// Ends the subscription to a channel.
    ///
    /// - Throws: ``HPFeedsClientError``.
    public func unsubscribe(from name: String) async throws {
        try await send(.unsubscribe(ident: ident, channel: name))
    }

    /// Closes the connection; ``messages`` ends.
    public func close() async {
        try? await channel.close()
    }

    private func send(_ frame: Frame) async throws {
        let bytes: ByteBuffer
        do {
            bytes = try FrameEncoder().encode(frame)
        } catch {
            throw HPFeedsClientError.unencodable(error)
        }
        do {
            try await channel.writeAndFlush(bytes)
        } catch {
            throw HPFeedsClientError.closed
        }
    }

    private static func clientContext(_ tls: HPFeedsClientConfiguration.TLS) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let file = tls.authorityFile { configuration.trustRoots = .file(file) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw HPFeedsClientError.cannotConnect("the authorities of \(tls.authorityFile ?? "the system") cannot be used")
        }
    }

    private static func tlsHandler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // An address is no name for SNI; it is verified all the same.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }
}
