package import Documents
internal import Synchronization

/// Makes ids that no other process makes: five random bytes of its own and a counter (ruling 16).
package final class ObjectIDSource: Sendable {
    private let mark: UInt64
    private let counter: Mutex<UInt32>

    package init() {
        mark = UInt64.random(in: 0..<1 << 40)
        // The upper half is left free, so that ids ascend within a second for a long time.
        counter = Mutex(UInt32.random(in: 0..<1 << 23))
    }

    /// The next id of a second.
    package func next(at time: Timestamp) -> ObjectID {
        let number = counter.withLock { counter in
            counter = (counter &+ 1) & 0xFF_FFFF
            return counter
        }
        return ObjectID(seconds: UInt32(clamping: time.seconds), tail: mark << 24 | UInt64(number))
    }
}
