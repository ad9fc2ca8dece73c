import HPFeeds
import Logging
import Server

/// The flags of `waggle serve` as they were given.
struct ServeFlags {
    var http: String?
    var hpfeeds: String?
    var endpoints: [String] = []
    var auth: [String] = []
    var tlsCertificate: String?
    var tlsKey: String?
    var exporter: String?
    var logLevel: String?
}

/// What is used where nothing else is said.
enum ServeDefaults {
    static let http = "127.0.0.1:8080"
    static let hpfeeds = "127.0.0.1:10000"

    static func value(of key: StartupConfiguration.Key) -> String {
        switch key {
        case .dataDirectory: "./waggle-data"
        case .database: "the embedded store"
        case .http: http
        case .hpfeeds: hpfeeds
        case .logLevel: "info"
        default: "-"
        }
    }
}

/// Checked addresses and files of `waggle serve`.
struct ServeConfiguration {
    var http: ServerConfiguration
    var endpoints: [Endpoint]
    var auth: [String]
    var exporter: Endpoint?
    var logLevel: Logger.Level

    init(_ configuration: StartupConfiguration, flags: ServeFlags) throws {
        let certificate = configuration.value(.tlsCertificate, flag: flags.tlsCertificate)
        let key = configuration.value(.tlsKey, flag: flags.tlsKey)
        guard (certificate == nil) == (key == nil) else {
            throw Failure("tls-cert and tls-key must be given together")
        }
        var httpTLS: ServerConfiguration.TLS?
        var brokerTLS: Endpoint.TLSFiles?
        if let certificate, let key {
            httpTLS = ServerConfiguration.TLS(certificateFile: certificate, keyFile: key)
            brokerTLS = Endpoint.TLSFiles(certificate: certificate, key: key)
        }
        let address = try ServeConfiguration.address(configuration.value(.http, flag: flags.http) ?? ServeDefaults.http, "http")
        http = ServerConfiguration(host: address.interface, port: address.port, tls: httpTLS)
        endpoints = try ServeConfiguration.endpoints(configuration, flags, brokerTLS)
        auth = configuration.values(.auth, flags: flags.auth)
        exporter = try configuration.value(.exporter, flag: flags.exporter).map { try ServeConfiguration.address($0, "exporter") }
        let level = configuration.value(.logLevel, flag: flags.logLevel) ?? "info"
        guard let known = Logger.Level(rawValue: level) else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure("log-level: '\(level)' is none of \(levels)")
        }
        logLevel = known
    }

    private static func address(_ text: String, _ name: String) throws -> Endpoint {
        do {
            return try Endpoint(parsing: text)
        } catch {
            throw Failure("\(name): \(error)")
        }
    }

    /// `--hpfeeds` and all `--hpfeeds-endpoint`; the default address only where neither is given (hpfeeds.md 6).
    private static func endpoints(
        _ configuration: StartupConfiguration, _ flags: ServeFlags, _ tls: Endpoint.TLSFiles?
    ) throws -> [Endpoint] {
        var result: [Endpoint] = []
        let further = configuration.values(.endpoints, flags: flags.endpoints)
        if let single = configuration.value(.hpfeeds, flag: flags.hpfeeds) ?? (further.isEmpty ? ServeDefaults.hpfeeds : nil) {
            var endpoint = try address(single, "hpfeeds")
            if endpoint.tls == nil { endpoint.tls = tls }
            result.append(endpoint)
        }
        for text in further { result.append(try address(text, "hpfeeds-endpoint")) }
        return result
    }
}
