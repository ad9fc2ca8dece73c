import Documents
import Model
import Storage
import Testing

/// Promises of the queue of analyses.
enum AnalysisQueueContract {
    private struct Refusal: Error, Equatable {}

    static let cases = [
        ContractCase("analyses: tasks come by priority and age, once they are due") { engine in
            try await engine.withStore { store in try await order(store) }
        },
        ContractCase("analyses: a task is ended with its command, or not at all") { engine in
            try await engine.withStore { store in try await atomicity(store) }
        },
        ContractCase("analyses: claims run out, are renewed and released") { engine in
            try await engine.withStore { store in try await claims(store) }
        },
        ContractCase("analyses: many claimants on several connections get each task once") { engine in
            try await concurrency(engine)
        },
        ContractCase("analyses: natural keys are seen, and beginnings of contents read, within a command") { engine in
            try await engine.withStore { store in try await lookUps(store) }
        },
    ]

    private static func add(
        _ service: String, _ priority: AnalysisTask.Priority = .triage, after microseconds: Int64 = 0, distributed: Bool = false,
        to store: any ObjectStore
    ) async throws -> AnalysisTask {
        try await store.change { transaction in
            let task = AnalysisTask(
                id: transaction.newID(), service: service, isDistributed: distributed, priority: priority,
                due: Timestamp(microseconds: transaction.now.microseconds + microseconds))
            try transaction.putTask(task)
            return task
        }
    }

    private static func due(_ store: any ObjectStore, _ service: String, skipping: Int = 0, limit: Int = 100) async throws -> [ObjectID] {
        try await store.change { try $0.dueTasks(of: service, skipping: skipping, limit: limit).map(\.id) }
    }

    private static func order(_ store: any Store) async throws {
        #expect(try await !store.hasDueTasks(distributed: false, at: .now))
        let first = try await add("a", to: store)
        let second = try await add("a", to: store)
        let urgent = try await add("a", .interactive, to: store)
        let later = try await add("a", .interactive, after: 3_600_000_000, to: store)
        let other = try await add("b", distributed: true, to: store)
        #expect(try await due(store, "a") == [urgent, first, second].map(\.id))
        #expect(try await due(store, "a", skipping: 1, limit: 1) == [first.id])
        #expect(try await due(store, "b") == [other.id])
        #expect(try await due(store, "c").isEmpty)
        #expect(try await store.hasDueTasks(distributed: false, at: .now))
        #expect(try await store.hasDueTasks(distributed: true, at: .now))
        #expect(
            try await store.queueLengths(at: .now) == [
                AnalysisQueueLength(service: "a", waiting: 4, running: 0), AnalysisQueueLength(service: "b", waiting: 1, running: 0),
            ])
        let read = try await store.change { try $0.task(later.id) }
        #expect(read == later)
        try await store.change { try $0.removeTask(urgent.id) }
        #expect(try await due(store, "a") == [first, second].map(\.id))
        #expect(try await store.change { try $0.task(urgent.id) } == nil)
    }

    private static func atomicity(_ store: any Store) async throws {
        let task = try await add("a", to: store)
        await #expect(throws: Refusal.self) {
            try await store.change { transaction in
                try transaction.removeTask(task.id)
                try transaction.putTask(AnalysisTask(id: transaction.newID(), service: "a", priority: .triage, due: transaction.now))
                throw Refusal()
            }
        }
        #expect(try await due(store, "a") == [task.id])
    }

    private static func claims(_ store: any Store) async throws {
        let task = try await add("a", to: store)
        let outside = try await add("b", distributed: true, to: store)
        try await store.change { transaction in
            for var claimed in [task, outside] {
                claimed.claimant = "one"
                claimed.attempts = 1
                claimed.due = Timestamp(microseconds: transaction.now.microseconds + 3_600_000_000)
                try transaction.putTask(claimed)
            }
        }
        #expect(try await due(store, "a").isEmpty)
        #expect(try await store.change { try $0.runningTasks(of: "a") } == 1)
        #expect(try await store.queueLengths(at: .now).first == AnalysisQueueLength(service: "a", waiting: 0, running: 1))
        // Run out.
        #expect(try await store.change { try $0.renewTasks(of: "one", until: Timestamp(microseconds: $0.now.microseconds - 1)) } == 2)
        #expect(try await due(store, "a") == [task.id])
        #expect(try await store.change { try $0.runningTasks(of: "a") } == 0)
        #expect(try await store.change { try $0.renewTasks(of: "two", until: $0.now) } == 0)
        // Renewed, then taken away; what runs outside stays.
        #expect(
            try await store.change { try $0.renewTasks(of: "one", until: Timestamp(microseconds: $0.now.microseconds + 3_600_000_000)) }
                == 2)
        #expect(try await due(store, "a").isEmpty)
        try await store.change { try $0.releaseLocalTasks() }
        #expect(try await due(store, "a") == [task.id])
        #expect(try await due(store, "b").isEmpty)
        let freed = try await store.change { try $0.task(task.id) }
        #expect(freed?.claimant == nil && freed?.attempts == 1)
    }

    private static func concurrency(_ engine: any TestEngine) async throws {
        try await engine.withStore { store in
            var expected: Set<ObjectID> = []
            for _ in 0..<60 { expected.insert(try await add("a", to: store).id) }
            let other = try await engine.open()
            let got = try await withThrowingTaskGroup(of: [ObjectID].self) { group in
                for number in 0..<12 {
                    let chosen: any Store = number % 2 == 0 ? store : other
                    group.addTask {
                        var mine: [ObjectID] = []
                        while true {
                            let claimed = try await chosen.change { transaction -> ObjectID? in
                                guard var task = try transaction.dueTasks(of: "a", skipping: 0, limit: 1).first else { return nil }
                                task.claimant = "claimant \(number)"
                                task.due = Timestamp(microseconds: transaction.now.microseconds + 3_600_000_000)
                                try transaction.putTask(task)
                                return task.id
                            }
                            guard let claimed else { return mine }
                            mine.append(claimed)
                        }
                    }
                }
                return try await group.reduce(into: [ObjectID]()) { $0 += $1 }
            }
            try await other.close()
            #expect(got.count == expected.count && Set(got) == expected)
        }
    }

    private static func lookUps(_ store: any Store) async throws {
        let content: [UInt8] = Array(0..<200)
        let digest = [UInt8](repeating: 7, count: 32)
        let pending = try await store.beginBlob()
        try await store.appendBlob(pending, content)
        try await store.sealBlob(pending, sha256: digest, size: Int64(content.count))
        try await store.change { transaction in
            #expect(try transaction.beginning(of: digest, count: 16) == Array(content.prefix(16)))
            #expect(try transaction.beginning(of: digest, count: 1_000) == content)
            #expect(try transaction.beginning(of: [UInt8](repeating: 8, count: 32), count: 16).isEmpty)
            #expect(try !transaction.exists(ObjectSamples.indicator, identity: "seen"))
            try ObjectSamples.add("seen", to: transaction)
            #expect(try transaction.exists(ObjectSamples.indicator, identity: "seen"))
        }
    }
}
