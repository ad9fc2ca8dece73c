import Model
import Storage
import Synchronization

/// The one writer of objects of this process: commands gather while a group is being committed, and go together in the next
/// one (design decision 8). It has a connection of its own, beside the one that stores messages.
final class ObjectGroups: Sendable {
    private let thread: ConnectionThread
    private let ids = ObjectIDSource()
    /// Number of the node of this process.
    private let node: @Sendable () -> Int
    private let backlog = Mutex(ObjectBacklog())
    private let classes = Mutex(KnownClasses())

    /// Times that a command is run before its conflicts are the caller's.
    private static let maximumAttempts = 8

    init(_ info: ConnectionInfo, options: PostgresOptions, node: @escaping @Sendable () -> Int) {
        self.node = node
        let milliseconds = "\(Int(options.writeSeconds * 1_000))"
        thread = ConnectionThread(
            info, label: "waggle.postgres.objects",
            settings: [
                "statement_timeout": milliseconds, "lock_timeout": milliseconds,
                // What is answered is synced, whatever the default of the database.
                "synchronous_commit": "on",
                // Everything is looked up by keys: one plan for all values.
                "plan_cache_mode": "force_generic_plan", "jit": "off",
            ])
    }

    /// Runs a command in the next group; returns after it is durable. The command's own errors arrive as they are.
    func change<Answer: Sendable>(
        tokens: ObjectTokens, _ command: @escaping @Sendable (any ObjectTransaction) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let change = ObjectChange(
                run: { transaction in
                    let answer = try command(transaction)
                    return { continuation.resume(returning: answer) }
                },
                fail: { continuation.resume(throwing: $0) })
            guard backlog.withLock({ $0.add(change) }) else { return }
            // Whoever finds nobody at work starts it; it goes on for those that come meanwhile, so it is nobody's child.
            Task { await drain(tokens) }
        }
    }

    private func drain(_ tokens: ObjectTokens) async {
        while let group = backlog.withLock({ $0.takeGroup() }) { await commit(group, tokens) }
    }

    private func commit(_ group: [ObjectChange], _ tokens: ObjectTokens) async {
        var waiting = group[...]
        var size = group.count
        var attempt = 1
        while !waiting.isEmpty {
            let some = Array(waiting.prefix(size))
            do {
                switch try await run(some, tokens) {
                case .committed(let completions, let known):
                    classes.withLock { classes in if known.last > classes.last { classes = known } }
                    for complete in completions { complete() }
                    waiting = waiting.dropFirst(completions.count)
                    size *= 2
                    attempt = 1
                case .again(_, let fewer) where some.count > 1: size = fewer
                case .again(let error, _):
                    guard attempt < ObjectGroups.maximumAttempts else { throw error }
                    attempt += 1
                    try? await Task.sleep(for: .milliseconds(Int.random(in: 0...(5 << attempt))))
                }
            } catch {
                classes.withLock { $0 = KnownClasses() }
                for change in some { change.fail(error) }
                waiting = waiting.dropFirst(some.count)
                attempt = 1
            }
        }
    }

    private func run(_ changes: [ObjectChange], _ tokens: ObjectTokens) async throws -> ObjectGroup.Outcome {
        let known = classes.withLock { $0 }
        return try await thread.perform(repeating: false) { connection throws(StorageError) in
            try ObjectGroup(connection: connection, tokens: tokens, ids: self.ids, node: self.node(), classes: known).run(changes)
        }
    }

    func close() async { await thread.close() }
}
