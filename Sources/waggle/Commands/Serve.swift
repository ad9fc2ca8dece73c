import ArgumentParser
import Logging
import Storage

/// `waggle serve`: everything.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the broker, the store and the web server.",
        discussion: "Prints `ready http=HOST:PORT hpfeeds=HOST:PORT` once it accepts on both. SIGTERM drains and stops.")

    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "HOST:PORT of the web server (default 127.0.0.1:8080; port 0 picks a free one).") var http: String?
    @Option(help: "HOST:PORT of the broker (default 127.0.0.1:10000).") var hpfeeds: String?
    @Option(help: "A further endpoint, such as tls:port=10001:cert=c.pem:key=k.pem; may repeat.") var hpfeedsEndpoint: [String] = []
    @Option(help: "Accounts beside the store: a .json file, or env; may repeat.") var auth: [String] = []
    @Option(help: "Certificate (PEM) for both listeners.") var tlsCert: String?
    @Option(help: "Its key (PEM).") var tlsKey: String?
    @Option(help: "HOST:PORT that serves /metrics openly.") var exporter: String?
    @Flag(help: "Load the capture in Samples once and switch the API on.") var demo = false
    @Option(help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?

    func run() async throws {
        ProcessMemory.shareArenas()
        let startup = try storeOptions.configuration()
        let flags = ServeFlags(
            http: http, hpfeeds: hpfeeds, endpoints: hpfeedsEndpoint, auth: auth, tlsCertificate: tlsCert, tlsKey: tlsKey,
            exporter: exporter, logLevel: logLevel)
        let configuration = try ServeConfiguration(startup, flags: flags)
        let level = configuration.logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let logger = Logger(label: "waggle")
        let store = try await storeOptions.open(logger: logger)
        do {
            let lock = try ServeLock(directory: storeOptions.directory(startup))
            defer { lock.release() }
            let program = try await Program(
                configuration, store: store, directoryPath: storeOptions.directory(startup), box: try storeOptions.secretBox(),
                logger: logger)
            if demo { try await program.loadDemonstration() }
            try await program.run()
            try await store.close()
        } catch {
            try? await store.close()
            throw error
        }
    }
}
