import EngineContract
import FoundationEssentials
import GRDB
import Model
import Storage
import Testing

@testable import StorageSQLite

/// What happens when the disk is full, when readers overlap, and to the write-ahead log.
@Suite struct DurabilityTests {
    @Test func aFullDiskRefusesWithoutHarm() async throws {
        let engine = SQLiteEngine(segmentRows: 100_000) { $0.maximumPages = 200 }
        try await engine.withStore { (store) async throws in
            var stored = 0
            var refusal: StorageError?
            while refusal == nil, stored < 100_000 {
                do throws(StorageError) {
                    _ = try await store.append(SQLiteSamples.batch(stored..<stored + 100, payload: 1_000))
                    stored += 100
                } catch {
                    refusal = error
                }
            }
            #expect(refusal?.code == .full)
            #expect(refusal?.message.contains(engine.path) == true)
            #expect(stored > 0)
            #expect(try await store.status().messages == stored)
            #expect(try await store.check().isEmpty)
            #expect(try await store.lastKey() == SQLiteSamples.key(stored - 1))
        }
        // With room again it goes on where it stopped.
        let roomy = SQLiteEngine(segmentRows: 100)
        try await roomy.withStore { (store) async throws in
            #expect(try await store.append(SQLiteSamples.batch(0..<100)).stored == 100)
        }
    }

    @Test func theLogStaysBoundedWhileReadersOverlap() async throws {
        let limit: Int64 = 4 << 20
        let engine = SQLiteEngine(segmentRows: 10_000) { $0.maximumLogBytes = limit }
        let store = try engine.openSQLite()
        var largest: Int64 = 0
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    while !Task.isCancelled {
                        _ = try? await store.sessions(SessionFilter(), order: .newestFirst, page: Page(limit: 1_000))
                    }
                }
            }
            for turn in 0..<150 {
                _ = try await store.append(SQLiteSamples.batch(turn * 200..<turn * 200 + 200, payload: 600))
                largest = max(largest, store.file.logSize)
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        // One batch goes past the limit before the log is cut; a reader may put that off once.
        #expect(largest < limit * 3, "\(largest)")
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }

    @Test func theLogStartsAnewLongBeforeItsLimit() async throws {
        let limit: Int64 = 16 << 20
        let engine = SQLiteEngine(segmentRows: 100_000) { $0.maximumLogBytes = limit }
        let store = try engine.openSQLite()
        var (restarts, before, turn) = (0, 0, 0)
        // Slowly enough that what is copied beside the commits keeps pace with them.
        while restarts < 3, turn < 3_000 {
            _ = try await store.append(SQLiteSamples.batch(turn * 50..<turn * 50 + 50, payload: 600))
            turn += 1
            let pages = store.writer.gauge.pages
            if pages < before { restarts += 1 }
            before = pages
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(restarts == 3)
        #expect(store.file.logSize < limit)
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }

    @Test func aReaderThatStaysDoesNotStopTheWriter() async throws {
        let engine = SQLiteEngine { $0.maximumLogBytes = 1 << 20 }
        let store = try engine.openSQLite()
        let reader = try engine.otherProcess()
        try await reader.writeWithoutTransaction { try $0.execute(sql: "BEGIN; SELECT * FROM segment") }
        // The reader stays until all is committed: a writer that waited for it would never get there.
        for turn in 0..<40 { _ = try await store.append(SQLiteSamples.batch(turn * 100..<turn * 100 + 100, payload: 1_000)) }
        #expect(try await store.status().messages == 4_000)
        try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try reader.close()
        try await store.close()
        await engine.remove()
    }

    @Test func aBackupIsWholeWhileTheStoreIsInUse() async throws {
        let engine = SQLiteEngine()
        let copy = SQLiteEngine()
        try FileManager.default.createDirectory(atPath: copy.directory, withIntermediateDirectories: true)
        let store = try engine.openSQLite()
        _ = try await store.append(SQLiteSamples.batch(0..<2_000))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for turn in 20..<60 { _ = try await store.append(SQLiteSamples.batch(turn * 100..<turn * 100 + 100)) }
            }
            group.addTask { try await store.backup(to: copy.path) { share in #expect((0...1).contains(share)) } }
            try await group.waitForAll()
        }
        let error = await #expect(throws: StorageError.self) { try await store.backup(to: copy.path) { _ in } }
        #expect(error?.code == .conflict)
        try await copy.withStore { copied in
            let messages = try await copied.status().messages
            #expect(messages >= 2_000 && messages.isMultiple(of: 100))
            #expect(try await copied.check().isEmpty)
            #expect(copied.identity == store.identity)
        }
        try await store.close()
        await engine.remove()
    }

    @Test func checkFindsWhatDoesNotAgree() async throws {
        let engine = SQLiteEngine()
        let store = try engine.openSQLite()
        _ = try await store.append(SQLiteSamples.batch(0..<120))
        #expect(try await store.check().isEmpty)
        try await store.pool.write { db in
            try db.execute(sql: "DELETE FROM session_1 WHERE key = \(SQLiteSamples.key(3).rawValue)")
            try db.execute(sql: "UPDATE counter SET value = 7 WHERE kind = \(CounterKind.urls.rawValue)")
        }
        let findings = try await store.check()
        #expect(findings.contains { $0.contains("the counter of sessions says 120, there are 119") })
        try await store.close()
        await engine.remove()
    }

    @Test func aScanPastItsTimeIsTooExpensive() async throws {
        var clock = ScanClock(seconds: -1)
        let error = #expect(throws: StorageError.self) { for _ in 0..<64 { try clock.tick() } }
        #expect(error?.code == .tooExpensive)
    }
}
