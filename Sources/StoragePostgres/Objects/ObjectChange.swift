import Storage

/// A command that waits for its turn in a group.
///
/// `run` gives what tells the caller of its success, which is called only after the group is durable. It may run several times.
struct ObjectChange: Sendable {
    var run: @Sendable (any ObjectTransaction) throws -> @Sendable () -> Void
    /// Tells the caller of its failure.
    var fail: @Sendable (any Error) -> Void
}

/// Commands that wait, and whether somebody is working on them.
struct ObjectBacklog: Sendable {
    /// Commands in a group at the most (design decision 8).
    static let commandsPerGroup = 200

    private var waiting: [ObjectChange] = []
    private var isRunning = false

    /// True when somebody has to start working.
    mutating func add(_ change: ObjectChange) -> Bool {
        waiting.append(change)
        defer { isRunning = true }
        return !isRunning
    }

    /// What came together while the last group was committed; nil, and the work rests, when there is nothing.
    mutating func takeGroup() -> [ObjectChange]? {
        let group = Array(waiting.prefix(ObjectBacklog.commandsPerGroup))
        waiting.removeFirst(group.count)
        if group.isEmpty { isRunning = false }
        return group.isEmpty ? nil : group
    }
}
