import NIOConcurrencyHelpers
public import Storage

/// Accounts, sensors and settings in memory, read anew within a second after any process on the store changed them.
public final class Directory: Sendable {
    private struct State {
        var snapshot: DirectorySnapshot
        var observers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextObserver = 0
    }

    /// How often the store is asked whether something changed; the command line promises a second.
    public static let interval: Duration = .milliseconds(300)

    /// Where everything lies.
    public let store: any AccountStore
    private let state: NIOLockedValueBox<State>

    /// Reads everything from the store.
    public init(store: any AccountStore) async throws(StorageError) {
        self.store = store
        let snapshot = try await Directory.read(store)
        state = NIOLockedValueBox(State(snapshot: snapshot))
    }

    /// The newest state; cheap enough for every request.
    public var snapshot: DirectorySnapshot { state.withLockedValue { $0.snapshot } }

    /// The newest settings.
    public var settings: Settings { state.withLockedValue { $0.snapshot.settings } }

    /// A stream that yields after each change, for one reader; changes that come faster than it reads are one.
    public func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLockedValue { state in
            state.nextObserver += 1
            state.observers[state.nextObserver] = continuation
            return state.nextObserver
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLockedValue { $0.observers.removeValue(forKey: number) }
        }
        return stream
    }

    /// Watches the store until the task is cancelled. An unreachable store is asked again, the last state stays.
    public func run(onFailure: @Sendable (StorageError) -> Void = { _ in }) async {
        while !Task.isCancelled {
            do throws(StorageError) {
                try await refresh()
            } catch {
                onFailure(error)
            }
            do {
                try await Task.sleep(for: Directory.interval)
            } catch {
                break
            }
        }
        finish()
    }

    /// Reads the store anew when its generation moved.
    public func refresh() async throws(StorageError) {
        let generation = try await store.generation()
        if generation != state.withLockedValue({ $0.snapshot.generation }) { try await reload() }
    }

    /// Reads the store anew in any case; so does every change made in this process, which so sees it at once.
    public func reload() async throws(StorageError) {
        let fresh = try await Directory.read(store)
        let observers = state.withLockedValue { state -> [AsyncStream<Void>.Continuation] in
            // Of two that read at the same time the older state must not win.
            guard fresh.generation >= state.snapshot.generation else { return [] }
            state.snapshot = fresh
            return Array(state.observers.values)
        }
        for observer in observers { observer.yield() }
    }

    private func finish() {
        let observers = state.withLockedValue { state in
            defer { state.observers.removeAll() }
            return Array(state.observers.values)
        }
        for observer in observers { observer.finish() }
    }

    /// The generation is read first: a change in between is seen with the next look.
    private static func read(_ store: any AccountStore) async throws(StorageError) -> DirectorySnapshot {
        let generation = try await store.generation()
        return DirectorySnapshot(
            generation: generation, users: try await store.users(), roles: try await store.roles(),
            sources: try await store.sources(), items: try await store.items(),
            sensors: try await store.sensors(), upstreams: try await store.upstreams(), settings: try await store.settings())
    }
}
