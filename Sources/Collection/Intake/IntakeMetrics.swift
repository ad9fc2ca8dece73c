import NIOConcurrencyHelpers

/// Counters and gauges of the intake (design decision 22).
public final class IntakeMetrics: Sendable {
    /// The counts since start.
    public struct Counts: Sendable, Equatable {
        /// Messages accepted from brokers and pullers.
        public var received = 0
        /// Messages committed.
        public var stored = 0
        /// Messages whose normaliser failed; stored as well.
        public var failed = 0
        /// Messages dropped because the spool was full and `when_full` says `drop`.
        public var dropped = 0
        /// Messages on a channel whose name can't be stored (normalization.md 2.1).
        public var refused = 0
        /// Messages that the store said it had already; only a replay after a kill may give any.
        public var skipped = 0
        /// Messages that the store refused even raw; they are in the folder of rejected messages.
        public var rejected = 0
        /// Spool files in which something could not be read.
        public var damagedFiles = 0
        /// Commits.
        public var batches = 0
        /// Messages that went through the spool.
        public var spooled = 0
        /// Commits that failed and were tried again.
        public var retries = 0
    }

    private let counts = NIOLockedValueBox(Counts())

    /// Counters at zero.
    public init() {}

    /// The counts now.
    public var current: Counts { counts.withLockedValue { $0 } }

    func add(_ change: (inout Counts) -> Void) {
        counts.withLockedValue(change)
    }
}
