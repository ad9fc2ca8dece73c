public import Accounts
public import HPFeeds
public import Logging
import Model
import NIOConcurrencyHelpers
import NIOCore
public import ServiceLifecycle

/// Keeps a puller for each remote broker of the store: one that is added starts, one that is removed stops, within a
/// second (hpfeeds.md 10).
///
/// What is pulled goes into the intake with its original ident. It is not re-published here, so it can't run in circles.
public final class Upstreams: Service {
    private let directory: Directory
    private let box: SecretBox
    private let sink: any MessageSink
    private let logger: Logger
    private let running = NIOLockedValueBox<[String: HPFeedsSubscription]>([:])

    /// What a puller is made from; when that changes, it is made anew.
    private struct Wanted: Equatable {
        var upstream: Upstream
        var idleSeconds: Int
    }

    /// A task that pulls; none where the secret can't be opened.
    private struct Puller {
        var wanted: Wanted
        var task: Task<Void, Never>?
    }

    /// Pullers of the store's remote brokers; `run()` starts them.
    public init(directory: Directory, box: SecretBox, sink: any MessageSink, logger: Logger) {
        self.directory = directory
        self.box = box
        self.sink = sink
        self.logger = logger
    }

    /// How each remote broker stands, by its name.
    public var snapshots: [String: HPFeedsSubscription.Snapshot] {
        running.withLockedValue { $0.mapValues(\.snapshot) }
    }

    /// Pulls until shutdown.
    public func run() async throws {
        // Before the first look, so that no change falls between.
        let changes = directory.changes()
        await cancelWhenGracefulShutdown {
            var pullers: [String: Puller] = [:]
            self.adjust(&pullers)
            for await _ in changes { self.adjust(&pullers) }
            for puller in pullers.values { puller.task?.cancel() }
            for puller in pullers.values { await puller.task?.value }
            self.running.withLockedValue { $0.removeAll() }
        }
    }

    /// Starts and stops what has changed, and leaves all others alone.
    private func adjust(_ pullers: inout [String: Puller]) {
        let wanted = wanted()
        for (name, puller) in pullers where wanted[name] == nil {
            puller.task?.cancel()
            pullers[name] = nil
            running.withLockedValue { $0[name] = nil }
        }
        for (name, wanted) in wanted where pullers[name]?.wanted != wanted {
            let earlier = pullers[name]?.task
            earlier?.cancel()
            let subscription = subscription(for: wanted)
            running.withLockedValue { $0[name] = subscription }
            let task = subscription.map { subscription in
                Task {
                    // One connection at a time.
                    await earlier?.value
                    try? await subscription.run()
                }
            }
            pullers[name] = Puller(wanted: wanted, task: task)
        }
    }

    private func wanted() -> [String: Wanted] {
        let snapshot = directory.snapshot
        let idle = snapshot.settings.upstreamIdleSeconds
        let enabled = snapshot.upstreams.filter(\.isEnabled).map { ($0.name, Wanted(upstream: $0, idleSeconds: idle)) }
        return Dictionary(enabled) { first, _ in first }
    }

    private func subscription(for wanted: Wanted) -> HPFeedsSubscription? {
        let upstream = wanted.upstream
        let secret: String
        do throws(AccountError) {
            secret = try upstream.secret(openedBy: box)
        } catch {
            logger.error("remote broker left out", metadata: ["upstream": "\(upstream.name)", "reason": "\(error.description)"])
            return nil
        }
        var configuration = HPFeedsClientConfiguration(
            host: upstream.host, port: upstream.port, ident: upstream.ident, secret: secret,
            tls: upstream.usesTLS ? HPFeedsClientConfiguration.TLS() : nil)
        if wanted.idleSeconds > 0 { configuration.idleLimit = .seconds(Int64(wanted.idleSeconds)) }
        return HPFeedsSubscription(configuration: configuration, channels: upstream.channels, sink: sink, logger: logger)
    }
}
