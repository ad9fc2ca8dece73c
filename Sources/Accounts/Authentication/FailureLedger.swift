/// Failed log-ins by user and address, and how long the next try has to wait (threats.md 9; rulings 42 and 56).
///
/// A back-off belongs to a pair of user and address, or to an address: nobody can shut another address out.
struct FailureLedger {
    /// Whom a back-off concerns.
    enum Party: Hashable {
        case address(String)
        case pair(user: String, address: String)

        /// Failures before a try has to wait: several people may share an address.
        fileprivate var free: Int {
            switch self {
            case .address: 20
            case .pair: 5
            }
        }
    }

    private struct Entry {
        var failures: Int
        var last: ContinuousClock.Instant
    }

    /// Parties remembered; past that the longest silent ones are forgotten.
    private static let maximumEntries = 20_000
    private static let longestWait: Duration = .seconds(60)
    /// Silence after which failures no longer count.
    private static let memory: Duration = .seconds(15 * 60)

    private var entries: [Party: Entry] = [:]

    /// How long this party has to wait; nil when it may try.
    func wait(_ party: Party, at now: ContinuousClock.Instant) -> Duration? {
        guard let entry = entries[party], entry.failures >= party.free, now - entry.last < FailureLedger.memory else { return nil }
        let wait = min(.seconds(1 << min(entry.failures - party.free, 6)), FailureLedger.longestWait)
        let rest = wait - (now - entry.last)
        return rest > .zero ? rest : nil
    }

    /// Counts a failure; whether it is the one from which on the party has to wait.
    @discardableResult
    mutating func fail(_ party: Party, at now: ContinuousClock.Instant) -> Bool {
        if entries.count >= FailureLedger.maximumEntries, entries[party] == nil { forget(at: now) }
        var entry = entries[party] ?? Entry(failures: 0, last: now)
        if now - entry.last >= FailureLedger.memory { entry.failures = 0 }
        entry.failures = min(entry.failures + 1, 1_000)
        entry.last = now
        entries[party] = entry
        return entry.failures == party.free
    }

    /// Forgets the failures of a party.
    mutating func succeed(_ party: Party) {
        entries[party] = nil
    }

    /// Makes room: what is out of memory goes, else the older half.
    private mutating func forget(at now: ContinuousClock.Instant) {
        entries = entries.filter { now - $0.value.last < FailureLedger.memory }
        guard entries.count >= FailureLedger.maximumEntries else { return }
        let kept = entries.sorted { $0.value.last > $1.value.last }.prefix(FailureLedger.maximumEntries / 2)
        entries = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}
