import EngineContract
import Storage
import Testing

@testable import StoragePostgres

/// Slow statements are noted, values are not.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct SlowQueryTests {
    @Test func slowStatementsAreNotedWithoutTheirValues() async throws {
        let log = RecordedLog()
        let store = try await PostgresStore.open(url: TestDatabase().url, options: PostgresOptions(), logger: log.logger)
        _ = try await store.lastKey()
        try await SlowQueryContract.run(store) { log.entries("a slow statement") }
        // Of values the log tells kind and size.
        store.slowQueries?.set(milliseconds: 1)
        _ = try await store.read { reader throws(StorageError) in
            try reader.connection.exists("SELECT pg_sleep(0.05), $1::text", .text("a secret"))
        }
        let entry = try #require(log.entries("a slow statement").last)
        #expect(entry.contains("pg_sleep(0.05)") && entry.contains("text(8)") && !entry.contains("secret"))
        try await store.close()
    }
}
