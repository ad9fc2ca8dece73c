import Accounts
import Collection
import Documents
import HPFeeds
import Intelligence
import Logging
import Model
import NIOConcurrencyHelpers
import NIOCore
import Server
import ServiceLifecycle
import Storage
import StorageSQLite
import UnixSignals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The parts of `waggle serve`, wired together and run as one service group.
///
/// Order of the services is order of dependency; they stop in reverse: no new requests, no new messages, then what was
/// received is committed.
struct Program {
    private let configuration: ServeConfiguration
    private let store: any Store
    private let directory: Directory
    private let intake: Intake
    private let broker: Broker
    private let upstreams: Upstreams
    private let retention: Retention
    private let authorizer: SensorAuthorizer
    private let administration: Administration
    private let hasher = PasswordHasher()
    private let box: SecretBox
    private let logger: Logger

    init(
        _ configuration: ServeConfiguration, store: any Store, directoryPath: String, box: SecretBox, logger: Logger
    ) async throws {
        self.configuration = configuration
        self.store = store
        self.box = box
        self.logger = logger
        try await FirstStart.installRoles(store)
        let directory = try await Directory(store: store)
        self.directory = directory
        administration = Administration(store: store, directory: directory, hasher: hasher, box: box)
        let intake = Intake(
            store: store, spoolDirectory: "\(directoryPath)/spool", options: { directory.settings.intake }, logger: logger)
        self.intake = intake
        authorizer = SensorAuthorizer(
            backEnds: try Program.backEnds(configuration.auth, logger), directory: directory, box: box)
        broker = Broker(
            configuration: BrokerConfiguration(directory.settings), endpoints: configuration.endpoints, authorizer: authorizer,
            sink: intake, logger: logger)
        retention = Retention(store: store, directory: directory, logger: logger)
        store.slowQueries?.set(milliseconds: directory.settings.slowQueryMilliseconds)
        upstreams = Upstreams(directory: directory, box: box, sink: intake, logger: logger)
    }

    /// On the first start an administrator, whose password is printed once, not logged: only when everything else has
    /// worked, so that it can't be lost with a start that fails.
    private static func prepare(_ administration: Administration, _ logger: Logger) async {
        do {
            guard let password = try await FirstStart.prepare(administration) else { return }
            Console.print("first start: user '\(FirstStart.userName)' with the password \(password)")
        } catch {
            logger.error("the first user can't be made", metadata: ["reason": "\(error)"])
        }
    }

    private static func backEnds(_ auth: [String], _ logger: Logger) throws -> [any AccountBackEnd] {
        try auth.map { value in
            switch value {
            case "env": return try EnvironmentAccounts(ProcessInfo.processInfo.environment)
            case let file where file.hasSuffix(".json"): return try AccountFile(path: file, logger: logger)
            default:
                // The value may hold a password.
                let kind = value.prefix { $0 != ":" }
                throw Failure(
                    "auth: '\(kind)' is neither a .json file nor env; import other accounts with `waggle sensor import`")
            }
        }
    }

    func loadDemonstration() async throws {
        try await Demonstration.load(
            into: store, settings: directory.settings, administration: administration, logger: logger)
    }

    func run() async throws {
        try await intake.open()
        let addresses = try await broker.bind()
        let health = HealthChecks()
        registerChecks(health)
        let brokerAddress = addresses.first.map(Program.text) ?? ""
        let analyses = makeAnalyses()
        let metrics: @Sendable () async -> String = { [broker, intake, retention] in
            broker.metrics.prometheusText() + intake.metricsText(at: .now) + retention.metricsText + (await analyses.metricsText())
        }
        let rates = SensorRates(broker.metrics)
        let authenticator = Authenticator(directory: directory, hasher: hasher, box: box)
        let opening = OpeningListeners(count: configuration.exporter == nil ? 1 : 2)
        let announce: @Sendable (SocketAddress) async -> Void = { [administration, logger] address in
            await Program.prepare(administration, logger)
            Console.print("ready http=\(Program.text(address)) hpfeeds=\(brokerAddress)")
        }
        let workers = WorkerPool(executable: WorkerPool.executableBesideOurs, logger: logger)
        let http = try buildServer(
            configuration: configuration.http,
            parts: ServerParts(
                observations: store, objects: store, parsing: workers, analyses: analyses, directory: directory,
                authenticator: authenticator, administration: administration,
                health: health, metrics: metrics, sensorFigures: { await rates.figures }),
            logger: logger
        ) { address in
            if let address = opening.opened(http: address) { await announce(address) }
        }
        var services: [any Service] = [
            intake, BackgroundWork(watch), retention, upstreams, broker, BackgroundWork { await sweep(authenticator) },
            BackgroundWork { await sweepContents() }, BackgroundWork { await analyses.run() },
            Listener("http \(configuration.http.host):\(configuration.http.port)", http),
            BackgroundWork { await rates.run() },
            BackgroundWork { await ProcessMemory.giveBack() },
        ]
        if let exporter = configuration.exporter {
            let service = try buildExporter(host: exporter.interface, port: exporter.port, metrics: metrics, logger: logger) { _ in
                if let address = opening.opened(http: nil) { await announce(address) }
            }
            services.append(Listener("exporter \(exporter.interface):\(exporter.port)", service))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    /// Services run in processes of their own beside those of uploads, which do not wait for them.
    private func makeAnalyses() -> AnalysisRunner {
        AnalysisRunner(
            store: store,
            parsing: WorkerPool(
                executable: WorkerPool.executableBesideOurs, atOnce: ServiceSettings.largestPool, logger: logger),
            limits: { [directory] in AnalysisRunner.Limits(directory.settings.services) },
            caller: { [directory] name in
                let snapshot = directory.snapshot
                return snapshot.users[name].flatMap { $0.isActive ? Caller(snapshot.access(of: name)) : nil }
            }, isAlone: store is SQLiteStore, logger: logger)
    }

    private func registerChecks(_ health: HealthChecks) {
        health.register("store") { [store] in
            do throws(StorageError) {
                try await store.ping()
                return nil
            } catch {
                return error.message
            }
        }
        health.register("intake") { [intake] in intake.fault }
    }

    /// Follows the store's accounts and settings.
    private func watch() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await directory.run { error in
                    logger.warning("settings can't be read", metadata: ["reason": "\(error.description)"])
                }
            }
            group.addTask { await authorizer.run() }
            group.addTask {
                for await _ in directory.changes() { apply(directory.settings) }
            }
        }
    }

    /// Hands on the settings that parts keep for themselves.
    private func apply(_ settings: Settings) {
        broker.update(configuration: BrokerConfiguration(settings))
        store.slowQueries?.set(milliseconds: settings.slowQueryMilliseconds)
    }

    /// Forgets log-ins that have run out, once an hour.
    private func sweep(_ authenticator: Authenticator) async {
        while !Task.isCancelled {
            try? await authenticator.removeExpiredSessions()
            try? await Task.sleep(for: .seconds(3_600))
        }
    }

    /// Notifications that each user keeps; those of users who never look would pile up.
    private static let keptNotices = 1_000

    /// Removes old notifications, and contents of files that no document names, such as those of refused uploads; young ones may still get their
    /// document.
    private func sweepContents() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(600))
            if Task.isCancelled { return }
            let hourAgo = Timestamp(microseconds: Timestamp.now.microseconds - 3_600_000_000)
            do {
                let count = try await store.sweep(olderThan: hourAgo)
                _ = try await store.trimNotices(keeping: Program.keptNotices)
                if count > 0 { logger.info("contents that no document names are removed", metadata: ["contents": "\(count)"]) }
            } catch {
                logger.warning("contents could not be swept", metadata: ["reason": "\(error)"])
            }
        }
    }

    private static func text(_ address: SocketAddress) -> String {
        let host = address.ipAddress ?? ""
        return "\(host.contains(":") ? "[\(host)]" : host):\(address.port ?? 0)"
    }
}

/// Waits for all web servers to listen: only then is the start a success.
private final class OpeningListeners: Sendable {
    private let state: NIOLockedValueBox<(missing: Int, http: SocketAddress?)>

    init(count: Int) {
        state = NIOLockedValueBox((count, nil))
    }

    /// Notes that one listens, with its address when it is the main one. Gives that address when it was the last.
    func opened(http address: SocketAddress?) -> SocketAddress? {
        state.withLockedValue { state in
            if let address { state.http = address }
            state.missing -= 1
            return state.missing == 0 ? state.http : nil
        }
    }
}

/// A server that names its address when it can't listen there.
private struct Listener: Service {
    private let name: String
    private let server: any Service

    init(_ name: String, _ server: any Service) {
        self.name = name
        self.server = server
    }

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            throw Failure("cannot listen on \(name): \(error)")
        }
    }
}

/// Work that runs until shutdown and has nothing to finish.
private struct BackgroundWork: Service {
    private let work: @Sendable () async -> Void

    init(_ work: @escaping @Sendable () async -> Void) {
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}

extension BrokerConfiguration {
    /// The broker's part of the settings.
    init(_ settings: Settings) {
        self.init()
        name = settings.brokerName
        maximumMessageBytes = settings.maximumMessageBytes
        highWaterBytes = settings.brokerSendHighWaterBytes
        lowWaterBytes = settings.brokerSendLowWaterBytes
        backpressureDeadline = .seconds(Int64(settings.brokerSendDeadlineSeconds))
        authenticationTimeout = .seconds(Int64(settings.brokerAuthTimeoutSeconds))
        maximumUnauthenticatedPerAddress = settings.brokerMaximumUnauthenticatedPerAddress
        appliesGrantChanges = settings.brokerAppliesChanges
    }
}

extension AnalysisRunner.Limits {
    /// The settings of services.
    init(_ settings: ServiceSettings) {
        self.init(
            atOnce: settings.poolSize, maximumBytes: settings.maximumBytes, seconds: settings.seconds, attempts: settings.attempts,
            leaseSeconds: settings.leaseSeconds, waitSeconds: settings.waitSeconds)
    }
}
