import Logging
import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Broker {
    /// Listens on all endpoints, or on none.
    ///
    /// - Returns: the addresses in the endpoints' order, with the ports picked for port 0.
    /// - Throws: ``BrokerError`` naming the endpoint and the reason.
    public func bind() async throws -> [SocketAddress] {
        let mayBind = state.withLockedValue { state in
            guard case .idle = state, !endpoints.isEmpty else { return false }
            state = .binding
            return true
        }
        guard mayBind else {
            throw BrokerError(
                code: .misuse, endpoint: "broker", reason: endpoints.isEmpty ? "there is no endpoint" : "it is bound already")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        var listeners: [any Channel] = []
        do {
            let router = try await makeRouter(group)
            var certificates: [ServerCertificate] = []
            var addresses: [SocketAddress] = []
            for endpoint in endpoints {
                let certificate = try Self.certificate(of: endpoint)
                if let certificate { certificates.append(certificate) }
                let listener = try await listen(on: endpoint, certificate: certificate, router: router, group: group)
                listeners.append(listener)
                if let address = listener.localAddress { addresses.append(address) }
                services.logger.info("hpfeeds broker listens", metadata: ["address": "\(listener.localAddress.map { "\($0)" } ?? "")"])
            }
            let running = Running(
                group: group, router: router, listeners: listeners, certificates: certificates, addresses: addresses)
            state.withLockedValue { $0 = .bound(running) }
            return addresses
        } catch {
            for listener in listeners { try? await listener.close() }
            try? await group.shutdownGracefully()
            state.withLockedValue { $0 = .idle }
            throw error
        }
    }

    private func makeRouter(_ group: MultiThreadedEventLoopGroup) async throws -> Router {
        var loops: [RelayLoop] = []
        for (index, eventLoop) in group.makeIterator().enumerated() {
            loops.append(try await eventLoop.submit { RelayLoop(index: index, eventLoop: eventLoop) }.get())
        }
        return Router(loops: loops)
    }

    private static func certificate(of endpoint: Endpoint) throws -> ServerCertificate? {
        guard let files = endpoint.tls else { return nil }
        do {
            return try ServerCertificate(files: files)
        } catch {
            throw BrokerError(code: .badCertificate, endpoint: endpoint.description, reason: "\(error)")
        }
    }

    private func listen(
        on endpoint: Endpoint, certificate: ServerCertificate?, router: Router, group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        let services = services
        let allows = endpoint.allows
        var bootstrap = ServerBootstrap(group: group)
            // The kernel clamps it to somaxconn; sensors reconnect all at once after an outage.
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // One read a turn: a fast publisher with a 256 KiB buffer must not hold up the others of its loop.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1_024, maximum: 262_144)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = router.loop(of: channel.eventLoop) else { throw ChannelError.inappropriateOperationForState }
                    if let certificate {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        BrokerConnectionHandler(services: services, router: router, loop: loop, allows: allows))
                }
            }
        for (option, value) in KeepAlive.options {
            bootstrap = bootstrap.childChannelOption(.tcpOption(option), value: value)
        }
        if let device = endpoint.device {
            bootstrap = bootstrap.serverChannelInitializer { channel in Self.bind(channel, to: device) }
        }
        do {
            return try await bootstrap.bind(host: endpoint.interface, port: endpoint.port).get()
        } catch {
            throw BrokerError(code: .cannotBind, endpoint: endpoint.description, reason: "\(error)")
        }
    }

    private static func bind(_ channel: any Channel, to device: String) -> EventLoopFuture<Void> {
        #if os(Linux)
            guard let options = channel as? any SocketOptionProvider else {
                return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
            }
            // SO_BINDTODEVICE takes the name as 16 bytes with a zero at the end.
            var name = InlineName()
            withUnsafeMutableBytes(of: &name) { $0.copyBytes(from: device.utf8.prefix(15)) }
            return options.unsafeSetSocketOption(level: .socket, name: .init(rawValue: SO_BINDTODEVICE), value: name)
        #else
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        #endif
    }

    private struct InlineName: Sendable {
        var low: UInt64 = 0
        var high: UInt64 = 0
    }
}

/// TCP keep-alive of both sides: idle 10 s, interval 5 s, 3 probes (`hpfeeds.md` section 4).
enum KeepAlive {
    #if canImport(Darwin)
        static let options: [(NIOBSDSocket.Option, ChannelOptions.Types.SocketOption.Value)] = [
            (.init(rawValue: TCP_KEEPALIVE), 10), (.init(rawValue: TCP_KEEPINTVL), 5), (.init(rawValue: TCP_KEEPCNT), 3),
        ]
    #else
        static let options: [(NIOBSDSocket.Option, ChannelOptions.Types.SocketOption.Value)] = [
            (.init(rawValue: TCP_KEEPIDLE), 10), (.init(rawValue: TCP_KEEPINTVL), 5), (.init(rawValue: TCP_KEEPCNT), 3),
        ]
    #endif
}
