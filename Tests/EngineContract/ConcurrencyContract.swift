import Documents
import Model
import Storage
import Testing

/// Promises to several callers and several processes.
enum ConcurrencyContract {
    static let cases = [
        ContractCase("readers see whole batches while writers write") { engine in
            try await engine.withStore { store in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for start in stride(from: 0, to: 600, by: 20) {
                            _ = try await store.append(Samples.messages(start..<start + 20))
                        }
                    }
                    for _ in 0..<3 {
                        group.addTask {
                            for _ in 0..<60 {
                                let found = try await store.sessions(SessionFilter(), order: .newestFirst, page: Page(limit: 1_000))
                                #expect(found.items.count % 20 == 0)
                                #expect(zip(found.items, found.items.dropFirst()).allSatisfy { $0.key > $1.key })
                                let status = try await store.status()
                                #expect(status.messages % 20 == 0 && status.messages == status.sessions)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await Whole.messages(store).count == 600)
            }
        },
        ContractCase("two processes on one store see each other's changes") { engine in
            try await engine.withStore { first in
                let second = try await engine.open()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (offset, store) in [first, second].enumerated() {
                        group.addTask {
                            for turn in 0..<40 {
                                let number = turn * 20 + offset * 10
                                _ = try await store.append(Samples.messages(number..<number + 10, node: store.identity.node))
                                try await store.setSetting("turn \(offset)", to: "\(turn)")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                // Two processes are one node of the embedded engine and two of the cluster engine.
                let nodes = [first, second].map(\.identity.node)
                for store in [first, second] {
                    let found = try await Whole.messages(store)
                    #expect(found.map(\.key) == (0..<800).map { Samples.key($0, node: nodes[$0 / 10 % 2]) })
                    // Ids that either has made lead to their messages.
                    for message in found.prefix(20) {
                        let again = try await store.messages(MessageFilter(id: message.id), order: .oldestFirst, page: Page())
                        #expect(again.items.map(\.key) == [message.key])
                    }
                    #expect(try await store.settings() == ["turn 0": "39", "turn 1": "39"])
                    #expect(try await store.generation() == 80)
                    #expect(try await store.totals() == [ValueCount(value: "cowrie_sessions", count: 800)])
                }
                #expect(try await first.check().isEmpty)
                try await second.close()
            }
        },
        ContractCase("what is committed is there after closing and opening again") { engine in
            let store = try await engine.open()
            _ = try await store.append(IngestBatch(sequence: 3, messages: Samples.messages(0..<120).messages))
            let identity = store.identity
            try await store.close()
            let error = await #expect(throws: StorageError.self) { _ = try await store.append(Samples.messages(200..<201)) }
            #expect(error?.code == .unavailable)
            for limit in [10, 1_000] {
                let error = await #expect(throws: StorageError.self) {
                    _ = try await store.sessions(SessionFilter(), order: .newestFirst, page: Page(limit: limit))
                }
                #expect(error?.code == .unavailable)
            }
            try await engine.withStore { (again) async throws in
                #expect(again.identity == identity)
                #expect(try await again.lastBatchSequence() == 3)
                #expect(try await again.lastKey() == Samples.key(119))
                #expect(try await Whole.sessions(again).count == 120)
            }
        },
    ]
}
