import Model
import NIOConcurrencyHelpers

/// Makes the row keys of one node: each above the one before, whatever the clock does (ruling 16).
struct KeyGenerator: Sendable {
    private var seconds: UInt32
    private var counter: Int
    private let node: Int

    /// Goes on after the last key that the store or the spool knows.
    init(node: Int, after last: RecordKey?) {
        self.node = node
        seconds = last?.seconds ?? 0
        counter = last?.counter ?? -1
    }

    /// The next key for a message received at that second. A clock that runs backwards, or a second with more messages
    /// than it can count, borrows from the seconds that follow.
    mutating func next(at now: UInt32) -> RecordKey {
        if now > seconds {
            seconds = now
            counter = 0
        } else if counter &+ 1 < RecordKey.countersPerSecond {
            counter &+= 1
        } else {
            seconds &+= 1
            counter = 0
        }
        return RecordKey(seconds: seconds, counter: counter, node: node)
    }
}
