internal import Storage

/// A change that waits for its turn in a group.
///
/// `execute` runs inside the group's transaction and gives what tells the caller of its success, which is called only after
/// the group is durable. It may run a second time when the first group was rolled back.
struct WriteCommand: Sendable {
    /// Messages in it, at least 1.
    var weight: Int
    /// Whether a failure takes back this command alone. FTS5 writes its buffers out at each savepoint, so batches do
    /// without: when one fails, the group is rolled back and its commands run one by one.
    var needsSavepoint: Bool
    var execute: @Sendable (WriteTransaction) throws -> @Sendable () -> Void
    /// Tells the caller of its failure, by what was thrown.
    var fail: @Sendable (any Error) -> Void
}

/// Commands that wait, and whether somebody is working on them.
struct WriteBacklog: Sendable {
    /// Commands in a group at the most (design decision 8).
    static let commandsPerGroup = 200
    /// Messages in a group at the most, unless one command alone has more.
    static let messagesPerGroup = 1_000

    private var waiting: [WriteCommand] = []
    private var next = 0
    private var isRunning = false
    private var isClosed = false
    /// Whether somebody will look after the log once there is no work.
    private var isRestPlanned = false

    enum Admission { case startRunning, queued, closed }

    mutating func add(_ command: WriteCommand) -> Admission {
        guard !isClosed else { return .closed }
        waiting.append(command)
        guard !isRunning else { return .queued }
        isRunning = true
        return .startRunning
    }

    /// What came together while the last group was committed; nil, and the work rests, when there is nothing.
    mutating func takeGroup() -> [WriteCommand]? {
        var group: [WriteCommand] = []
        var weight = 0
        while next < waiting.count, group.count < WriteBacklog.commandsPerGroup {
            let command = waiting[next]
            guard group.isEmpty || weight + command.weight <= WriteBacklog.messagesPerGroup else { break }
            weight += command.weight
            group.append(command)
            next += 1
        }
        if next == waiting.count {
            waiting.removeAll(keepingCapacity: waiting.count <= 256)
            next = 0
        } else if next > 1_024 {
            waiting.removeFirst(next)
            next = 0
        }
        if group.isEmpty { isRunning = false }
        return group.isEmpty ? nil : group
    }

    /// False when a rest is planned already.
    mutating func planRest() -> Bool {
        defer { isRestPlanned = true }
        return !isRestPlanned
    }

    /// Whether there is still no work now that the planned time has come; never once the store is closed.
    mutating func takeRest() -> Bool {
        isRestPlanned = false
        return isResting
    }

    var isResting: Bool { !isRunning && !isClosed }

    mutating func close() { isClosed = true }
}
