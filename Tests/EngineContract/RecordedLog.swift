public import Logging
import Synchronization

/// A log that keeps its entries, each as one text of message and metadata.
public final class RecordedLog: Sendable {
    private let kept = Mutex<[String]>([])

    /// An empty log.
    public init() {}

    /// Messages with this text, with their metadata.
    public func entries(_ message: String) -> [String] {
        kept.withLock { $0.filter { $0.hasPrefix(message) } }
    }

    /// A logger that writes here.
    public var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.kept.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }
}
