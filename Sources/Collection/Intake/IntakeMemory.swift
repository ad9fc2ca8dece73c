import Documents
import Model
import NIOConcurrencyHelpers

/// What waits in memory for the store: batches under way, and the backlog behind them. All of it is older than what lies in
/// the spool, unless it lies there itself.
///
/// When the store does not take it soon enough it is spilled: written to the front of the spool, so that a kill loses nothing
/// older than some hundredths of a second (design decision 11). While that lasts nothing is added here.
final class IntakeMemory: Sendable {
    private enum Spill {
        case none, running, done
    }

    private struct State {
        /// Batches that were taken and are not committed, oldest first.
        var underway: [[KeyedMessage]] = []
        /// Messages of the backlog among them, while they are being spilled.
        var waiting = 0
        var spill = Spill.none
    }

    private let backlog = IntakeQueue()
    private let state = NIOLockedValueBox(State())

    /// Adds messages; false when there is no room, or newer ones must go to the spool.
    func add(_ messages: [KeyedMessage]) -> Bool {
        state.withLockedValue { state in
            let waiting = backlog.size
            guard state.spill == .none, waiting.messages < IntakeLimits.backlogMessages,
                waiting.footprint < IntakeLimits.backlogBytes
            else { return false }
            backlog.put { $0.append(contentsOf: messages) }
            return true
        }
    }

    /// Takes the next batch; empty when there is none.
    func take() -> [KeyedMessage] {
        state.withLockedValue { state in
            guard state.spill == .none else { return [] }
            let batch = backlog.take(IntakeLimits.batchMessages, maximumBytes: IntakeLimits.batchBytes)
            if !batch.isEmpty { state.underway.append(batch) }
            return batch
        }
    }

    /// Notes that the oldest batch is no longer of concern. True when all that was taken lies on disk.
    func finishBatch() -> Bool {
        state.withLockedValue { state in
            guard state.spill == .none else {
                state.spill = .none
                state.underway = []
                return true
            }
            if !state.underway.isEmpty { state.underway.removeFirst() }
            return false
        }
    }

    /// Whether all that was taken lies on disk.
    var isSpilled: Bool { state.withLockedValue { $0.spill == .done } }

    /// Gives everything, oldest first, to be written to disk; nil when that is done already or there is nothing.
    func beginSpill() -> [KeyedMessage]? {
        state.withLockedValue { state in
            guard state.spill == .none else { return nil }
            let waiting = backlog.take(.max)
            guard !state.underway.isEmpty || !waiting.isEmpty else { return nil }
            state.spill = .running
            // Also until it is known whether it could be written.
            let all = state.underway.flatMap(\.self) + waiting
            if !waiting.isEmpty { state.underway.append(waiting) }
            state.waiting = waiting.count
            return all
        }
    }

    /// Ends what ``beginSpill()`` began; what could not be written stays in memory.
    func endSpill(isWritten: Bool) {
        state.withLockedValue { state in
            if state.waiting > 0, let waiting = state.underway.popLast(), !isWritten {
                backlog.put { $0.append(contentsOf: waiting) }
            }
            state.waiting = 0
            state.spill = isWritten ? .done : .none
        }
    }

    /// Messages that are not durable, the bytes they hold, and when the oldest was received.
    var size: (messages: Int, footprint: Int, oldest: Timestamp?) {
        state.withLockedValue { state in
            var (messages, footprint) = backlog.size
            guard state.spill != .done else { return (messages, footprint, backlog.oldest) }
            for batch in state.underway {
                messages += batch.count
                for message in batch { footprint &+= message.footprint }
            }
            return (messages, footprint, state.underway.first?.first?.message.received ?? backlog.oldest)
        }
    }

    /// Takes all that waits, at a stop.
    func takeAll() -> [KeyedMessage] { backlog.take(.max) }

    /// Fires after messages were added; ends when this is closed.
    var arrivals: AsyncStream<Void> { backlog.arrivals }
    /// Whether nothing will come any more and nothing waits.
    var isExhausted: Bool { backlog.isExhausted }
    /// Wakes the one who takes, without a message.
    func wake() { backlog.wake() }
    /// No more messages will come.
    func close() { backlog.close() }
}
