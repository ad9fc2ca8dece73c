import Foundation
import Logging
import Model
import Storage
import Testing

@testable import StoragePostgres

/// Connections and servers that go away in the middle of work: nothing twice, nothing lost (design decision 12).
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct FaultTests {
    @Test(arguments: [CuttingProxy.Cut.before, .after])
    func aConnectionLostAtCommitCommitsOnce(_ cut: CuttingProxy.Cut) async throws {
        let database = try TestDatabase()
        let port = try #require(URLComponents(string: database.url)?.port.flatMap { UInt16(exactly: $0) })
        let proxy = try CuttingProxy(to: port)
        let url = database.url.replacing(":\(port)/", with: ":\(proxy.port)/")
        let store = try await PostgresStore.open(url: url, options: PostgresOptions(), logger: .silent)
        _ = try await store.append(PostgresSamples.batch(0, node: 0))
        proxy.cut(cut)
        let batch = PostgresSamples.batch(1, node: 0)
        // The store finds out by itself what became of the COMMIT.
        #expect(try await store.append(batch) == IngestResult(stored: 50, skipped: 0))
        #expect(try await store.append(batch) == IngestResult(stored: 0, skipped: 50))
        #expect(try await PostgresSamples.messages(store).count == 100)
        #expect(try await store.check().isEmpty)
        // What can't be told apart from its repetition is not repeated.
        proxy.cut(cut)
        let unnumbered = IngestBatch(messages: [PostgresSamples.message(5_000, node: 0)])
        let error = await #expect(throws: StorageError.self) { _ = try await store.append(unnumbered) }
        #expect(error?.code == .unavailable)
        #expect(try await PostgresSamples.messages(store).count == (cut == .after ? 101 : 100))
        try await store.close()
    }

    @Test func importedLinesSurviveALostCommit() async throws {
        let database = try TestDatabase()
        let port = try #require(URLComponents(string: database.url)?.port.flatMap { UInt16(exactly: $0) })
        let proxy = try CuttingProxy(to: port)
        let url = database.url.replacing(":\(port)/", with: ":\(proxy.port)/")
        let store = try await PostgresStore.open(url: url, options: PostgresOptions(), logger: .silent)
        let messages = (0..<20).map { number in
            var message = PostgresSamples.message(0, node: 127)
            message.importDigest = [UInt8](repeating: UInt8(number), count: 32)
            return message
        }
        _ = try await store.append(IngestBatch(messages: Array(messages.prefix(10))))
        proxy.cut(.after)
        #expect(try await store.append(IngestBatch(messages: messages)).skipped >= 10)
        let stored = try await PostgresSamples.messages(store)
        #expect(stored.map(\.key) == (0..<20).map { RecordKey(seconds: PostgresSamples.start, counter: $0, node: 127) })
        // Neither imports nor reading have claimed a node.
        #expect(store.identity.node == 127)
        try await store.close()
    }

    @Test func killedConnectionsLoseNothing() async throws {
        let database = try TestDatabase()
        let store = try await database.openStore()
        let killer = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(300))
                try? database.administer(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database.name)' AND pid <> pg_backend_pid()")
            }
        }
        for number in 0..<60 { try await PostgresSamples.insist(store, PostgresSamples.batch(number, node: 0)) }
        killer.cancel()
        _ = await killer.result
        try await expectAll(store, batches: 60)
    }

    /// Crashes of the server; `WAGGLE_RESTARTS` asks for more, for a long run.
    private static let restarts = ProcessInfo.processInfo.environment["WAGGLE_RESTARTS"].flatMap { Int($0) } ?? 2

    @Test func aServerThatCrashesLosesNothing() async throws {
        let server = try PrivateServer()
        let database = try TestDatabase(server: server)
        let store = try await database.openStore()
        let restarts = Task {
            for _ in 0..<FaultTests.restarts {
                try await Task.sleep(for: .milliseconds(300))
                try server.restart()
            }
        }
        var number = 0
        while number < 40 || !restarts.isCancelled {
            try await PostgresSamples.insist(store, PostgresSamples.batch(number, node: 0))
            number += 1
            if number == 40 {
                try await restarts.value
                restarts.cancel()
            }
        }
        try await expectAll(store, batches: number)
        try server.stop()
    }

    private func expectAll(_ store: PostgresStore, batches: Int) async throws {
        var attempts = 0
        while true {
            do throws(StorageError) {
                try await store.ping()
                break
            } catch {
                attempts += 1
                guard attempts < 100 else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        let expected = (0..<batches).flatMap { PostgresSamples.batch($0, node: 0).messages.map(\.key) }
        #expect(try await PostgresSamples.messages(store).map(\.key) == expected)
        #expect(try await store.status().sessions == expected.count)
        #expect(try await store.check().isEmpty)
        try await store.close()
    }

    @Test func theHostThatTakesChangesIsFound() async throws {
        let database = try TestDatabase()
        let url = database.url.replacing("@127.0.0.1:", with: "@127.0.0.1:1,127.0.0.1:") + "?target_session_attrs=read-write"
        let store = try await PostgresStore.open(url: url, options: PostgresOptions(), logger: .silent)
        #expect(try await store.append(PostgresSamples.batch(0, node: 0)).stored == 50)
        try await store.ping()
        try await store.close()
        let error = await #expect(throws: StorageError.self) { try await store.ping() }
        #expect(error?.code == .unavailable)
    }

    @Test func aLostServerIsNamedWithoutSecrets() async throws {
        let url = "postgres://waggle:very%20secret@127.0.0.1:1/none?connect_timeout=2"
        let error = await #expect(throws: StorageError.self) {
            _ = try await PostgresStore.open(url: url, options: PostgresOptions(), logger: .silent)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.description.contains("127.0.0.1:1/none") == true)
        for secret in ["very secret", "very%20secret"] { #expect(error?.description.contains(secret) == false) }
        for bad in ["mysql://x", "postgres://waggle:hidden@[::1/none", "postgres://h/d?nonsense=hidden"] {
            let error = await #expect(throws: StorageError.self) {
                _ = try await PostgresStore.open(url: bad, options: PostgresOptions(), logger: .silent)
            }
            #expect(error?.code == .invalid)
            #expect(error?.description.contains("hidden") == false)
        }
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
