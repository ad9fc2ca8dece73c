import Documents
import EngineContract
import Foundation
import Model
import Storage
import Testing

@testable import StoragePostgres

/// Commands on objects while connections break, and while other processes hold what they need.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct ObjectFaultTests {
    private static let type = ObjectType(
        name: "Indicator", resource: "indicators", schemaVersion: 1, visibility: .toReaders, ordering: [], growingLists: [.tickets],
        fields: [ObjectField("value", .string)])

    /// Adds an entry to the object of a natural key, which is made first where there is none; once, however often it is run.
    private static func note(_ key: String, on value: String, _ transaction: any ObjectTransaction) throws {
        let found = try transaction.ids(of: type, identity: value).first
        let id = found ?? transaction.newID()
        if found == nil { try transaction.insert(type: type, id: id, identities: [value], head: ["value": .string(value)]) }
        guard try transaction.parts(of: type, id: id, list: .tickets, key: key, limit: 1).isEmpty else { return }
        try transaction.addPart(of: type, id: id, list: .tickets, key: key, value: ["value": .string(key)])
    }

    private static func notes(_ store: PostgresStore, on value: String) async throws -> [String] {
        let filter = Filter.criterion(Criterion(path: ["value"], test: .equals(.string(value))))
        let page = try await store.objects(ObjectQuery(type: type, filter: filter, reader: .everything))
        #expect(page.documents.count == 1)
        return (page.documents.first?["tickets"]?.list ?? []).compactMap { $0.document?["value"]?.string }.sorted()
    }

    @Test(arguments: [CuttingProxy.Cut.before, .after])
    func aLostCommitIsNotRepeated(_ cut: CuttingProxy.Cut) async throws {
        let database = try TestDatabase()
        let port = try #require(URLComponents(string: database.url)?.port.flatMap { UInt16(exactly: $0) })
        let proxy = try CuttingProxy(to: port)
        let url = database.url.replacing(":\(port)/", with: ":\(proxy.port)/")
        let store = try await PostgresStore.open(url: url, options: PostgresOptions(), logger: .silent)
        try await store.change { try Self.note("first", on: "v", $0) }
        proxy.cut(cut)
        // What became of it can't be told, so the caller is told that.
        let error = await #expect(throws: StorageError.self) { try await store.change { try Self.note("second", on: "v", $0) } }
        #expect(error?.code == .unavailable)
        #expect(try await Self.notes(store, on: "v") == (cut == .after ? ["first", "second"] : ["first"]))
        try await store.change { try Self.note("second", on: "v", $0) }
        #expect(try await Self.notes(store, on: "v") == ["first", "second"])
        #expect(try await store.check().isEmpty)
        try await store.close()
    }

    /// The second process has looked at the place of new ids before the first has put its object there.
    @Test func whoWaitsForANaturalKeyFindsWhatTheOtherMade() async throws {
        let database = try TestDatabase()
        let (first, second) = (try await database.openStore(), try await database.openStore())
        let holds = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        async let maker: Void = first.change { transaction in
            try Self.note("first", on: "shared", transaction)
            holds.signal()
            mayEnd.wait()
        }
        async let finder: Void = second.change { transaction in
            holds.wait()
            holds.signal()
            try Self.note("own", on: "own", transaction)
            mayEnd.signal()
            try Self.note("second", on: "shared", transaction)
        }
        _ = try await (maker, finder)
        #expect(try await Self.notes(first, on: "shared") == ["first", "second"])
        try await first.close()
        try await second.close()
    }

    @Test func killedConnectionsLoseNoCommand() async throws {
        let database = try TestDatabase()
        let store = try await database.openStore()
        let killer = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(100))
                try? database.administer(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database.name)' AND pid <> pg_backend_pid()")
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<10 {
                group.addTask {
                    for number in 0..<30 {
                        while true {
                            do {
                                try await store.change { try Self.note("\(worker) \(number)", on: "v\(number % 3)", $0) }
                                break
                            } catch let error as StorageError {
                                #expect(error.code == .unavailable)
                                try await Task.sleep(for: .milliseconds(20))
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        killer.cancel()
        _ = await killer.result
        for place in 0..<3 {
            let wanted = (0..<10).flatMap { worker in (0..<30).filter { $0 % 3 == place }.map { "\(worker) \($0)" } }
            #expect(try await Self.notes(store, on: "v\(place)") == wanted.sorted())
        }
        #expect(try await store.check().isEmpty)
        try await store.close()
    }

    @Test func processesThatNeedTheSameKeysInAnyOrderAllSucceed() async throws {
        let database = try TestDatabase()
        let stores = [try await database.openStore(), try await database.openStore(), try await database.openStore()]
        let seed = UInt64.random(in: 0..<UInt64.max)
        print("ObjectFaultTests seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var wanted: [Int: Set<String>] = [:]
        var commands: [(store: PostgresStore, key: String, values: [Int])] = []
        for number in 0..<150 {
            let values = Array((0..<6).shuffled(using: &random).prefix(1 + number % 3))
            for value in values { wanted[value, default: []].insert("\(number)") }
            commands.append((stores[number % 3], "\(number)", values))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for command in commands {
                group.addTask {
                    try await command.store.change { transaction in
                        for value in command.values { try Self.note(command.key, on: "v\(value)", transaction) }
                    }
                }
            }
            try await group.waitForAll()
        }
        for (value, keys) in wanted { #expect(try await Self.notes(stores[0], on: "v\(value)") == keys.sorted()) }
        #expect(try await stores[1].check().isEmpty)
        for store in stores { try await store.close() }
    }
}
