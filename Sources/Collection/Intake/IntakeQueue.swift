import Documents
import Model
import NIOConcurrencyHelpers

/// A message with the key that it was given at receipt.
struct KeyedMessage: Sendable, Equatable {
    var key: RecordKey
    var message: ReceivedMessage

    /// Rough bytes of memory that it holds.
    var footprint: Int { message.payload.count &+ 160 }
}

/// Messages in memory between two parties, with its size known and a signal for the one that waits.
///
/// Putting never blocks; how much may lie here is decided by who looks at ``footprint``.
final class IntakeQueue: Sendable {
    private struct State {
        var messages: [KeyedMessage] = []
        /// Messages before this index were taken.
        var head = 0
        var footprint = 0
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())
    private let signal: AsyncStream<Void>
    private let signalled: AsyncStream<Void>.Continuation

    init() {
        (signal, signalled) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Messages that wait, and the bytes they hold.
    var size: (messages: Int, footprint: Int) {
        state.withLockedValue { ($0.messages.count - $0.head, $0.footprint) }
    }

    /// When the oldest message that waits was received.
    var oldest: Timestamp? {
        state.withLockedValue { $0.head < $0.messages.count ? $0.messages[$0.head].message.received : nil }
    }

    /// Appends what `make` gives, which runs under the lock so that keys stand in the order of the queue.
    /// Gives the footprint after it.
    @discardableResult
    func put(_ make: (inout [KeyedMessage]) -> Void) -> Int {
        let footprint = state.withLockedValue { state in
            let before = state.messages.count
            make(&state.messages)
            for message in state.messages[before...] { state.footprint &+= message.footprint }
            return state.footprint
        }
        signalled.yield()
        return footprint
    }

    /// Takes up to that many messages and bytes (at least one message); empty when none waits.
    func take(_ limit: Int, maximumBytes: Int = .max) -> [KeyedMessage] {
        state.withLockedValue { state in
            var end = state.head
            var bytes = 0
            while end < state.messages.count, end - state.head < limit, bytes == 0 || bytes < maximumBytes {
                bytes &+= state.messages[end].footprint
                end += 1
            }
            let taken: [KeyedMessage]
            if state.head == 0, end == state.messages.count {
                taken = state.messages
                state.messages = []
                state.messages.reserveCapacity(min(taken.count, 4_096))
                end = 0
            } else {
                taken = Array(state.messages[state.head..<end])
                if end * 2 > state.messages.count {
                    state.messages.removeFirst(end)
                    end = 0
                }
            }
            state.head = end
            state.footprint &-= bytes
            return taken
        }
    }

    /// Wakes the waiting party without a message.
    func wake() {
        signalled.yield()
    }

    /// No more messages will come; those that wait can still be taken.
    func close() {
        state.withLockedValue { $0.isClosed = true }
        signalled.finish()
    }

    /// Whether nothing will come any more and nothing waits.
    var isExhausted: Bool { state.withLockedValue { $0.isClosed && $0.head == $0.messages.count } }

    /// Fires after messages were put, once for many; ends when the queue is closed. For one party only.
    var arrivals: AsyncStream<Void> { signal }
}
