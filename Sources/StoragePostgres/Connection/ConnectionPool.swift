import Storage
import Synchronization

/// Some connections for reading, each used by one caller at a time; who finds none free waits in turn.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [ConnectionThread]
        var waiting: [CheckedContinuation<ConnectionThread, Never>] = []
    }

    private let threads: [ConnectionThread]
    private let state: Mutex<State>

    /// Connects nothing yet.
    init(_ info: ConnectionInfo, name: String, size: Int, settings: [String: String]) {
        threads = (0..<max(1, size)).map { ConnectionThread(info, label: "waggle.postgres.\(name).\($0)", settings: settings) }
        state = Mutex(State(idle: threads))
    }

    /// Runs a body that only reads, a second time when its connection was lost.
    func read<Value: Sendable>(
        _ body: @Sendable (Connection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let thread = await take()
        defer { give(thread) }
        return try await thread.perform(repeating: true, body)
    }

    private func take() async -> ConnectionThread {
        if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
        return await withCheckedContinuation { continuation in
            let idle = state.withLock { state -> ConnectionThread? in
                if let idle = state.idle.popLast() { return idle }
                state.waiting.append(continuation)
                return nil
            }
            if let idle { continuation.resume(returning: idle) }
        }
    }

    private func give(_ thread: ConnectionThread) {
        let next = state.withLock { state -> CheckedContinuation<ConnectionThread, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.idle.append(thread)
            return nil
        }
        next?.resume(returning: thread)
    }

    func close() async {
        for thread in threads { await thread.close() }
    }
}
