public import Logging
import Synchronization

/// Logs statements of the engines that take long (design decision 22): their text, which has a mark in place of each value,
/// and never a value.
public final class SlowQueryLog: Sendable {
    private let logger: Logger
    /// Milliseconds that are still fast; `.max` when nothing is logged.
    private let limit: Atomic<Int64>

    /// Bytes of a statement that are logged.
    private static let maximumBytes = 1_000

    /// A log that notes statements from that many milliseconds on.
    public init(logger: Logger, milliseconds: Int = 1_000) {
        self.logger = logger
        limit = Atomic(SlowQueryLog.limit(milliseconds))
    }

    /// From now on notes statements from that many milliseconds on; 0 notes none.
    public func set(milliseconds: Int) {
        limit.store(SlowQueryLog.limit(milliseconds), ordering: .relaxed)
    }

    private static func limit(_ milliseconds: Int) -> Int64 {
        milliseconds > 0 ? Int64(clamping: milliseconds) : .max
    }

    /// Notes a statement that has ended, if it took long.
    ///
    /// - Parameter parameters: kinds and sizes of the values, such as `text(12)`.
    package func note(_ statement: @autoclosure () -> String, took time: Duration, parameters: @autoclosure () -> [String] = []) {
        let (seconds, attoseconds) = time.components
        let milliseconds = seconds &* 1_000 &+ attoseconds / 1_000_000_000_000_000
        guard milliseconds >= limit.load(ordering: .relaxed) else { return }
        let words = statement().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let parameters = parameters()
        var metadata: Logger.Metadata = [
            "statement": "\(String(decoding: words.utf8.prefix(SlowQueryLog.maximumBytes), as: UTF8.self))",
            "milliseconds": "\(milliseconds)",
        ]
        if !parameters.isEmpty { metadata["parameters"] = "\(parameters.joined(separator: ", "))" }
        logger.notice("a slow statement", metadata: metadata)
    }
}
