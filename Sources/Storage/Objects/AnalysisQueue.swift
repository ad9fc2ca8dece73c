public import Documents

/// The queue of analyses as commands move it, within their transaction: a task is added and ended together with what it is about,
/// so that it is done once however many nodes there are and whenever they end.
public protocol AnalysisQueue {
    /// Adds a task, or replaces the one with its id.
    func putTask(_ task: AnalysisTask) throws(StorageError)
    /// A task, held until the end of the transaction; nil when it has ended.
    func task(_ id: ObjectID) throws(StorageError) -> AnalysisTask?
    /// Ends a task.
    func removeTask(_ id: ObjectID) throws(StorageError)
    /// Tasks of a service that may be begun now, by priority and age, after some of them, held until the end of the transaction. Whoever
    /// asks is alone with the question until then, so that limits hold across nodes.
    func dueTasks(of service: String, skipping: Int, limit: Int) throws(StorageError) -> [AnalysisTask]
    /// How many tasks of a service someone runs now.
    func runningTasks(of service: String) throws(StorageError) -> Int
    /// Puts off the end of all claims of a claimant; gives how many it has.
    func renewTasks(of claimant: String, until end: Timestamp) throws(StorageError) -> Int
    /// Takes all tasks that are run inside of the server from whoever has them.
    func releaseLocalTasks() throws(StorageError)
}

/// The queue of analyses as it is looked at without a command.
public protocol AnalysisQueueStore: Sendable {
    /// Whether a task may be begun at a time, by the server or by workers outside.
    func hasDueTasks(distributed: Bool, at time: Timestamp) async throws(StorageError) -> Bool
    /// The length of the queue of each service that has one at a time, by name.
    func queueLengths(at time: Timestamp) async throws(StorageError) -> [AnalysisQueueLength]
}
