public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore

/// The HTTP server with all its interfaces, as a service to run.
///
/// - Parameters:
///   - configuration: addresses, TLS, limits
///   - parts: what it serves from
///   - logger: for everything outside requests
///   - onBound: called with the bound address as soon as connections are accepted
public func buildServer(
    configuration: ServerConfiguration, parts: ServerParts, logger: Logger,
    onBound: @escaping @Sendable (SocketAddress?) async -> Void = { _ in }
) throws -> some ApplicationProtocol {
    let serving = try ConnectionServing(configuration, logger: logger)
    return Application(
        responder: try ServerRoutes(configuration, parts).router.buildResponder(),
        server: serving.builder,
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connections, logger: logger)),
        services: serving.services,
        onServerRunning: { channel in await onBound(channel.localAddress) },
        logger: logger)
}

/// A server that shows nothing but `/metrics` and `/healthz`, to anyone who reaches its address (ruling 44; hpfeeds.md 7).
public func buildExporter(
    host: String, port: Int, metrics: @escaping @Sendable () async -> String, logger: Logger,
    onBound: @escaping @Sendable (SocketAddress?) async -> Void = { _ in }
) throws -> some ApplicationProtocol {
    let configuration = ServerConfiguration(host: host, port: port)
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.get("metrics") { _, _ in await OperationsRoutes.answer(metrics) }
    router.get("healthz") { _, _ in
        Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(string: "{}")))
    }
    return Application(
        responder: router.buildResponder(),
        server: try ConnectionServing(configuration, logger: logger).builder,
        configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
        onServerRunning: { channel in await onBound(channel.localAddress) },
        logger: logger)
}
