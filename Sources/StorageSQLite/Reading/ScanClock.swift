internal import Storage

/// The time that one scan may take (design decision 7).
struct ScanClock {
    private let end: ContinuousClock.Instant
    private let seconds: Double?
    private var rows = 0

    init(seconds: Double) {
        self.seconds = seconds
        end = .now + .seconds(seconds)
    }

    /// A scan of which the time is running.
    init(end: ContinuousClock.Instant) {
        seconds = nil
        self.end = end
    }

    /// Counts a row; throws `tooExpensive` past the time, which is looked at every few rows.
    mutating func tick() throws {
        rows &+= 1
        guard rows & 0x3F == 0, ContinuousClock.now >= end else { return }
        throw StorageError(.tooExpensive, "the scan took longer than \(seconds.map { "\($0) s" } ?? "it may")")
    }
}
