public import Normalization

/// What the intake asks for again with every batch, so that settings take effect at once.
public struct IntakeOptions: Sendable {
    /// What to do with a message when memory and spool are full (design decision 12).
    public enum WhenFull: String, Sendable, CaseIterable {
        /// Stop reading from publishers until there is room.
        case hold
        /// Drop the message and count it.
        case drop
    }

    /// Settings of the normalisers.
    public var normalization: NormalizationOptions
    /// Bytes that the spool may use.
    public var spoolBytes: Int
    /// What happens when that is used up.
    public var whenFull: WhenFull

    /// Options with their defaults: 1 GiB of spool, holding.
    public init(
        normalization: NormalizationOptions = NormalizationOptions(), spoolBytes: Int = 1 << 30, whenFull: WhenFull = .hold
    ) {
        self.normalization = normalization
        self.spoolBytes = spoolBytes
        self.whenFull = whenFull
    }
}

/// How much of the intake is held in memory.
enum IntakeLimits {
    /// Messages committed at once (design decision 8).
    static let batchMessages = 1_000
    /// Bytes committed at once, at least one message.
    static let batchBytes = 8 * 1_048_576
    /// How long the store may take for a batch before what waits in memory is written to the spool (design decision 11).
    static let maximumUnsynced = Duration.milliseconds(50)
    /// Messages that wait for the store in memory before newer ones go to the spool: what it takes in about that time.
    static let backlogMessages = 4_000
    static let backlogBytes = 16 * 1_048_576
    /// Bytes in memory at which brokers are asked to stop reading, and below which they may go on.
    static let highWater = 48 * 1_048_576
    static let lowWater = 16 * 1_048_576
}
