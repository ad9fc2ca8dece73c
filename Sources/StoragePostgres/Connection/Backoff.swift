/// When to try a lost server again: 50 ms after the first failure, then twice as long each time, 2 s at most.
struct Backoff {
    private var failures = 0
    private var next: ContinuousClock.Instant?

    /// Whether it is too early for another try.
    var isResting: Bool { next.map { ContinuousClock.now < $0 } ?? false }

    mutating func failed() {
        next = .now + .milliseconds(min(50 << min(failures, 6), 2_000))
        failures &+= 1
    }

    mutating func succeeded() {
        failures = 0
        next = nil
    }
}
