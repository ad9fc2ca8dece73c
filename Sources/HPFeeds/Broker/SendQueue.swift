/// Accounts for what is queued to one subscriber (`hpfeeds.md` section 4, slow subscribers).
struct SendQueue {
    struct Marks: Equatable, Sendable {
        var high: Int
        var low: Int
        /// Past this the connection is closed at once.
        var cap: Int
    }

    enum Event: Equatable {
        case none
        /// The high-water mark was crossed: the deadline starts.
        case deadlineStarted
        /// Back below the low-water mark: the deadline is off.
        case recovered
        case overflowed
    }

    /// What a queued buffer costs beside its bytes; counted against the cap so that many tiny messages are bounded too.
    static let overheadPerWrite = 256

    var marks: Marks
    private(set) var bytes = 0
    private(set) var writes = 0
    private(set) var isBehind = false

    init(marks: Marks) {
        self.marks = marks
    }

    mutating func queued(bytes count: Int) -> Event {
        bytes += count
        writes += 1
        // A message on an empty queue is always let through, so a cap below one message does not cut every subscriber off.
        if writes > 1, bytes + writes * Self.overheadPerWrite > marks.cap + Self.overheadPerWrite { return .overflowed }
        guard bytes > marks.high, !isBehind else { return .none }
        isBehind = true
        return .deadlineStarted
    }

    mutating func drained(bytes count: Int, writes writeCount: Int) -> Event {
        bytes -= count
        writes -= writeCount
        guard isBehind, bytes <= marks.low else { return .none }
        isBehind = false
        return .recovered
    }
}
