import EngineContract
import Storage
import StorageSQLite
import Testing

/// Slow statements are noted, values are not.
@Suite struct SlowQueryTests {
    @Test func slowStatementsAreNotedWithoutTheirValues() async throws {
        let engine = SQLiteEngine()
        let log = RecordedLog()
        let store = try SQLiteStore.open(directory: engine.directory, options: engine.options, logger: log.logger)
        try await SlowQueryContract.run(store) { log.entries("a slow statement") }
        try await store.close()
        await engine.remove()
    }
}
