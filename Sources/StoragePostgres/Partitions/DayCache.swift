import Storage
import Synchronization

/// The days that there are partitions for, read anew now and then.
final class DayCache: Sendable {
    private struct State {
        var days: [DayPartition] = []
        var read: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private static let age = Duration.seconds(30)

    /// Good enough to cut a list into windows; lags may be old.
    func recent(_ connection: Connection) throws(StorageError) -> [DayPartition] {
        let known = state.withLock { state in
            state.read.map { ContinuousClock.now - $0 < DayCache.age } ?? false ? state.days : nil
        }
        return if let known { known } else { try current(connection) }
    }

    /// As they are now, lags included.
    func current(_ connection: Connection) throws(StorageError) -> [DayPartition] {
        let days = try DayTable.days(connection)
        state.withLock { state in
            state.days = days
            state.read = .now
        }
        return days
    }
}
