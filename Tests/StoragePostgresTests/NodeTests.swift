import Documents
import Model
import Storage
import Testing

@testable import StoragePostgres

/// Many processes on one database (design decisions 18 and 19).
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct NodeTests {
    @Test func processesWriteSideBySide() async throws {
        let database = try TestDatabase()
        let stores = [try await database.openStore(), try await database.openStore(), try await database.openStore()]
        #expect(stores.map(\.identity.node) == [0, 1, 2])
        #expect(Set(stores.map(\.identity.mark)).count == 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores {
                group.addTask {
                    for number in 0..<20 {
                        _ = try await store.append(PostgresSamples.batch(number, size: 20, node: store.identity.node))
                        try await store.setSetting("\(store.identity.node)", to: "\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
        for store in stores {
            let found = try await PostgresSamples.messages(store)
            #expect(found.count == 1_200)
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.key < $1.key })
            // Ids of other nodes lead to their messages.
            for message in [found[0], found[1], found[2]] {
                let again = try await store.messages(MessageFilter(id: message.id), order: .oldestFirst, page: Page())
                #expect(again.items.map(\.key) == [message.key])
            }
            #expect(try await store.totals() == [ValueCount(value: "cowrie_sessions", count: 1_200)])
            #expect(try await store.urls(URLFilter(), page: Page()).items.map(\.messageCount).reduce(0, +) == 1_200)
            #expect(try await store.generation() == 60)
            #expect(try await store.lastBatchSequence() == 20)
        }
        #expect(try await stores[0].check().isEmpty)
        for store in stores { try await store.close() }
    }

    @Test func aNumberIsFreeAgainAfterItsProcess() async throws {
        let database = try TestDatabase()
        let first = try await database.openStore()
        _ = try await first.append(PostgresSamples.batch(0, node: 0))
        let identity = first.identity
        try await first.close()
        let second = try await database.openStore()
        #expect(second.identity == identity)
        #expect(try await second.lastBatchSequence() == 1)
        #expect(try await second.lastKey() == PostgresSamples.batch(0, node: 0).messages.last?.key)
        try await second.close()
    }

    @Test func aNameFindsItsNumberAgain() async throws {
        var database = try TestDatabase()
        database.options.nodeName = "a"
        database.options.lockSeconds = 0.3
        let a = try await database.openStore()
        try await a.close()
        var other = database
        other.options.nodeName = nil
        // A number that has a name is left for its process.
        let nameless = try await other.openStore()
        #expect(nameless.identity.node == 1)
        let again = try await database.openStore()
        #expect(again.identity == a.identity)
        let error = await #expect(throws: StorageError.self) { _ = try await database.openStore() }
        #expect(error?.code == .unavailable)
        try await again.close()
        try await nameless.close()
    }

    @Test func keysOfOtherNodesAreRefused() async throws {
        let store = try await TestDatabase().openStore()
        let error = await #expect(throws: StorageError.self) { _ = try await store.append(PostgresSamples.batch(0, node: 5)) }
        #expect(error?.code == .invalid)
        try await store.close()
    }

    @Test func importedMessagesGetTheNextFreeKeys() async throws {
        let store = try await PostgresStore.open(url: TestDatabase().url, options: PostgresOptions(), logger: .silent)
        func lines(_ digests: Range<UInt8>) -> IngestBatch {
            IngestBatch(
                messages: digests.map { digest in
                    var message = PostgresSamples.message(Int(digest) % 2 * 100, node: 127)
                    message.importDigest = [digest]
                    return message
                })
        }
        #expect(try await store.append(lines(0..<4)) == IngestResult(stored: 4, skipped: 0))
        #expect(try await store.append(lines(2..<7)) == IngestResult(stored: 3, skipped: 2))
        let found = try await PostgresSamples.messages(store)
        #expect(found.map(\.key.counter) == [0, 1, 2, 3, 0, 1, 2])
        #expect(found.allSatisfy { $0.key.node == 127 })
        #expect(
            try await store.messages(MessageFilter(id: found[5].id), order: .oldestFirst, page: Page()).items.map(\.key) == [found[5].key])
        try await store.close()
    }
}
