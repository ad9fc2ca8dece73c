import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCertificateReloading
import NIOCore
import NIOSSL
import ServiceLifecycle

/// How connections are served, and what has to run for it.
struct ConnectionServing {
    let builder: HTTPServerBuilder
    /// Watches the files of the certificate.
    let services: [any Service]

    /// Plain or with TLS 1.2 and up; a new certificate is taken within ten seconds, for new connections.
    init(_ configuration: ServerConfiguration, logger: Logger) throws {
        let limits = configuration.limits
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionDeadlines(limits)],
                idleTimeout: .seconds(Int64(limits.idleSeconds)),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerFields)))
        guard let tls = configuration.tls else {
            builder = plain
            services = []
            return
        }
        let reloader = try TimedCertificateReloader.makeReloaderValidatingSources(
            refreshInterval: .seconds(10),
            certificateSource: .init(location: .file(path: tls.certificateFile), format: .pem),
            privateKeySource: .init(location: .file(path: tls.keyFile), format: .pem),
            logger: logger)
        var settings = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
        settings.minimumTLSVersion = .tlsv12
        settings.applicationProtocols = ["http/1.1"]
        builder = try .tls(plain, tlsConfiguration: settings)
        services = [reloader]
    }
}
