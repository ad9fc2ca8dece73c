public import Accounts
import Documents
public import Logging
import Model
import NIOConcurrencyHelpers
public import ServiceLifecycle
public import Storage

/// Drops what is kept no longer: every minute, and at once when a period or the disk budget changes.
///
/// On a cluster every node does so; what one has dropped is gone for the others.
public final class Retention: Service {
    private let store: any Store
    private let directory: Directory
    private let interval: Duration
    private let logger: Logger
    private let counts = NIOLockedValueBox(RetentionCounts())

    /// Who has dropped messages, in the audit.
    public static let actor = "retention"
    /// What it did there.
    public static let action = "retention.drop"

    /// What the settings say.
    private struct Rules: Equatable {
        var policy: RetentionPolicy
        var budget: Int

        init(_ settings: Settings) {
            policy = settings.retention
            budget = settings.diskBudgetBytes
        }
    }

    /// The retention of a store by the settings of its directory; `run()` begins.
    public init(store: any Store, directory: Directory, interval: Duration = .seconds(60), logger: Logger) {
        self.store = store
        self.directory = directory
        self.interval = interval
        self.logger = logger
    }

    /// Runs until shutdown.
    public func run() async throws {
        let (due, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let changes = directory.changes()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    while !Task.isCancelled {
                        signal.yield()
                        try? await Task.sleep(for: self.interval)
                    }
                    signal.finish()
                }
                group.addTask {
                    var known = Rules(self.directory.settings)
                    for await _ in changes {
                        let rules = Rules(self.directory.settings)
                        if rules != known { signal.yield() }
                        known = rules
                    }
                }
                for await _ in due { await self.drop(by: Rules(self.directory.settings)) }
                group.cancelAll()
            }
        }
    }

    private func drop(by rules: Rules) async {
        let start = ContinuousClock.now
        do throws(StorageError) {
            var result = try await store.dropExpired(rules.policy, at: .now)
            if rules.budget > 0 { result = result + (try await store.dropOldest(toFit: rules.budget)) }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let used = try await store.usedBytes()
            counts.withLockedValue { counts in
                counts.runs += 1
                counts.messages += result.messages
                counts.segments += result.segments
                counts.lastSeconds = seconds
                counts.usedBytes = used
            }
            try await finish(result, seconds)
            if rules.budget > 0, used > rules.budget {
                logger.warning(
                    "the store uses more than disk_budget_bytes and nothing older can be dropped",
                    metadata: ["used": "\(used)", "budget": "\(rules.budget)"])
            }
        } catch {
            counts.withLockedValue { $0.failures += 1 }
            logger.warning("retention will be tried again", metadata: ["reason": "\(error.description)"])
        }
    }

    private func finish(_ result: RetentionResult, _ seconds: Double) async throws(StorageError) {
        if result.messages > 0 {
            logger.notice(
                "messages dropped by retention",
                metadata: ["messages": "\(result.messages)", "segments": "\(result.segments)", "seconds": "\(seconds)"])
            try await store.appendAudit(
                AuditEntry(
                    time: .now, actor: Retention.actor, action: Retention.action,
                    subject: "\(result.messages) messages, \(result.segments) whole segments"))
        }
        // Also what an earlier run was stopped at.
        try await store.reclaim()
    }

    /// Counters and gauges in the Prometheus text format (design decision 22).
    public var metricsText: String { counts.withLockedValue { $0 }.text }
}

/// What retention has done since start.
struct RetentionCounts {
    var runs = 0
    var failures = 0
    var messages = 0
    var segments = 0
    var lastSeconds = 0.0
    var usedBytes = 0

    var text: String {
        let rows: [(name: String, type: String, help: String, value: String)] = [
            ("runs_total", "counter", "Runs of retention that came to their end.", "\(runs)"),
            ("failures_total", "counter", "Runs of retention that failed.", "\(failures)"),
            ("dropped_messages_total", "counter", "Messages dropped by age or by the disk budget.", "\(messages)"),
            ("dropped_segments_total", "counter", "Segments or partitions dropped as a whole.", "\(segments)"),
            ("last_run_seconds", "gauge", "How long the last run took.", "\(lastSeconds)"),
            ("used_bytes", "gauge", "Bytes of the store in use, as the disk budget counts them.", "\(usedBytes)"),
        ]
        return rows.map { row in
            let name = "waggle_retention_\(row.name)"
            return "# HELP \(name) \(row.help)\n# TYPE \(name) \(row.type)\n\(name) \(row.value)\n"
        }.joined()
    }
}
