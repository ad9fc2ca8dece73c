import Documents
import Model
import Storage

/// Who may begin which task (crits-resources-2.md 9.6): by priority and age, never more of a service at once than it allows, and not
/// again when it was begun often enough.
struct AnalysisClaims {
    let transaction: any ObjectTransaction
    /// How long a claim holds without a word from the claimant.
    let leaseSeconds: Int
    /// How often a task is begun at most.
    let maximumAttempts: Int

    /// Most tasks of one service that are looked through for one that the claimant may have.
    private static let furthest = 1_000
    private static let slice = 50

    /// Claims up to `wanted` tasks of some services that `mayHave` lets through.
    func claim(
        _ services: [ServiceRecord], by claimant: String, wanted: Int, mayHave: (AnalysisTask) throws -> Bool = { _ in true }
    ) throws -> [AnalysisTask] {
        var found: [AnalysisTask] = []
        for service in services {
            let running = service.maximumRuns == 0 ? 0 : try transaction.runningTasks(of: service.name)
            let free = service.maximumRuns == 0 ? wanted : min(wanted, service.maximumRuns - running)
            if free > 0 { found += try due(service.name, wanted: free, mayHave) }
        }
        let end = transaction.now.adding(seconds: leaseSeconds)
        return try found.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }.prefix(wanted).map { task in
            var task = task
            task.claimant = claimant
            task.attempts += 1
            task.due = end
            try transaction.putTask(task)
            return task
        }
    }

    private func due(_ service: String, wanted: Int, _ mayHave: (AnalysisTask) throws -> Bool) throws -> [AnalysisTask] {
        var found: [AnalysisTask] = []
        var skipped = 0
        while found.count < wanted, skipped < Self.furthest {
            let tasks = try transaction.dueTasks(of: service, skipping: skipped, limit: max(wanted, Self.slice))
            for task in tasks {
                if task.attempts >= maximumAttempts {
                    try giveUp(task)
                } else if try mayHave(task) {
                    found.append(task)
                    if found.count == wanted { return found }
                    skipped += 1
                } else {
                    skipped += 1
                }
            }
            if tasks.count < max(wanted, Self.slice) { break }
        }
        return found
    }

    /// Looks after tasks of workers outside whose claims have run out: they may be begun again, or have had their tries.
    func sweep(_ service: ServiceRecord) throws {
        for task in try transaction.dueTasks(of: service.name, skipping: 0, limit: Self.furthest) where task.claimant != nil {
            if task.attempts >= maximumAttempts {
                try giveUp(task)
            } else {
                var free = task
                free.claimant = nil
                try transaction.putTask(free)
            }
        }
    }

    private func giveUp(_ task: AnalysisTask) throws {
        try AnalysisEnding(transaction: transaction, task: task).fail(
            "it was begun \(task.attempts) times and never ended", began: nil)
    }
}

extension Timestamp {
    /// Some seconds later.
    func adding(seconds: Int) -> Timestamp { Timestamp(microseconds: microseconds &+ Int64(seconds) &* 1_000_000) }
}
