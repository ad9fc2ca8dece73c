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
        await cancelWhenGracefulShutdown {
            var current = self.wanted()
            let changes = self.directory.changes()
            while !Task.isCancelled {
                current = await self.pull(from: current, until: changes)
            }
        }
    }

    /// Runs one puller for each broker until the list of brokers is another one; gives that list.
    private func pull(from upstreams: [Upstream], until changes: AsyncStream<Void>) async -> [Upstream] {
        await withDiscardingTaskGroup(returning: [Upstream].self) { group in
            for upstream in upstreams {
                guard let subscription = self.subscription(for: upstream) else { continue }
                running.withLockedValue { $0[upstream.name] = subscription }
                group.addTask { try? await subscription.run() }
            }
            var next = upstreams
            for await _ in changes {
                next = wanted()
                if next != upstreams { break }
            }
            running.withLockedValue { $0.removeAll() }
            group.cancelAll()
            return next
        }
    }

    private func wanted() -> [Upstream] {
        directory.snapshot.upstreams.filter(\.isEnabled)
    }

    private func subscription(for upstream: Upstream) -> HPFeedsSubscription? {
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
        let idle = directory.settings.upstreamIdleSeconds
        if idle > 0 { configuration.idleLimit = .seconds(Int64(idle)) }
        return HPFeedsSubscription(configuration: configuration, channels: upstream.channels, sink: sink, logger: logger)
    }
}
