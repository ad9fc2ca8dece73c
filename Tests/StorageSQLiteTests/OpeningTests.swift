import EngineContract
import FoundationEssentials
import GRDB
import Logging
import Storage
import Testing

@testable import StorageSQLite

/// What opening a store does, and what it says when it can't.
@Suite struct OpeningTests {
    private func failure(_ engine: SQLiteEngine) -> StorageError? {
        do throws(StorageError) {
            _ = try SQLiteStore.open(directory: engine.directory, options: engine.options, logger: Logger(label: "test"))
            return nil
        } catch {
            return error
        }
    }

    private func permissions(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func makesDirectoryAndFileForTheirOwnerOnly() async throws {
        let engine = SQLiteEngine()
        try await engine.withStore { _ in
            #expect(try permissions(engine.directory) == 0o700)
            for name in try FileManager.default.contentsOfDirectory(atPath: engine.directory) {
                #expect(try permissions(engine.directory + "/" + name) == 0o600, "\(name)")
            }
            let queue = try DatabaseQueue(path: engine.path)
            let facts = try await queue.read { db in
                (
                    try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA page_size"),
                    try Int.fetchOne(db, sql: "PRAGMA user_version")
                )
            }
            #expect(facts.0 == "wal" && facts.1 == 8_192 && facts.2 == Schema.newest)
        }
    }

    @Test func severalProcessesMayMakeItAtOnce() async throws {
        for _ in 0..<15 {
            let engine = SQLiteEngine()
            let stores = try await withThrowingTaskGroup(of: SQLiteStore.self) { group in
                for _ in 0..<4 { group.addTask { try engine.openSQLite() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(stores.map(\.identity)).count == 1)
            for store in stores { try await store.close() }
            await engine.remove()
        }
    }

    @Test func syncsEveryCommit() async throws {
        let engine = SQLiteEngine()
        let store = try engine.openSQLite()
        let level = try await store.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(level == 2)
        try await store.close()
        await engine.remove()
    }

    @Test func migrationsAreNumberedWithoutGaps() {
        #expect(Schema.migrations.map { $0.version } == Array(1...Schema.migrations.count))
    }

    @Test func migratesAnOlderStore() async throws {
        let engine = SQLiteEngine()
        try FileManager.default.createDirectory(atPath: engine.directory, withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: engine.path)
        try await queue.write { db in
            try M001Segments.apply(to: db)
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1")
        }
        try queue.close()
        try await engine.withStore { (store) async throws in
            #expect(try await store.status().messages == 0)
            #expect(try await store.check().isEmpty)
        }
    }

    @Test func refusesAStoreOfALaterVersion() async throws {
        let engine = SQLiteEngine()
        try await engine.open().close()
        let queue = try DatabaseQueue(path: engine.path)
        try await queue.write { try $0.execute(sql: "PRAGMA user_version = 999") }
        try queue.close()
        let error = failure(engine)
        #expect(error?.code == .tooNew)
        #expect(error?.message.contains(engine.path) == true && error?.message.contains("999") == true)
        await engine.remove()
    }

    @Test(arguments: ["this is no database, but long enough to be looked at ".repeated(100), ""])
    func refusesAnotherFile(_ text: String) async throws {
        let engine = SQLiteEngine()
        try FileManager.default.createDirectory(atPath: engine.directory, withIntermediateDirectories: true)
        if text.isEmpty {
            let queue = try DatabaseQueue(path: engine.path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE other(x)") }
            try queue.close()
        } else {
            try Data(text.utf8).write(to: URL(filePath: engine.path))
        }
        let error = failure(engine)
        #expect(error?.code == .corrupt)
        #expect(error?.message == "\(engine.path) is not a Waggle store")
        await engine.remove()
    }

    @Test func namesADamagedFile() async throws {
        let engine = SQLiteEngine()
        try await engine.open().close()
        // The root page of the schema stays, all others are overwritten.
        var bytes = try Data(contentsOf: URL(filePath: engine.path))
        bytes.replaceSubrange(8_192..., with: Data(repeating: 0x5A, count: bytes.count - 8_192))
        try bytes.write(to: URL(filePath: engine.path))
        let error = failure(engine)
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(engine.path) == true && error?.message.contains("damaged") == true)
        await engine.remove()
    }

    @Test func namesADirectoryThatCanNotBeMade() async throws {
        // A file where the directory should be: no permission helps, not even root's.
        let engine = SQLiteEngine()
        try Data("x".utf8).write(to: URL(filePath: engine.directory))
        let error = failure(engine)
        #expect(error?.code == .readOnly)
        #expect(error?.message.contains(engine.directory) == true)
        await engine.remove()
    }

    @Test(.disabled(if: FileManager.default.isWritableFile(atPath: "/"), "root may write everywhere"))
    func namesADirectoryThatCanNotBeWritten() async throws {
        let engine = SQLiteEngine()
        try FileManager.default.createDirectory(
            atPath: engine.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o500])
        let error = failure(engine)
        #expect(error?.code == .readOnly)
        #expect(error?.message.contains(engine.directory) == true)
        await engine.remove()
    }

    @Test func saysThatAnotherProcessHoldsTheStore() async throws {
        let engine = SQLiteEngine { $0.busySeconds = 0.2 }
        try await engine.withStore { store in
            let other = try engine.otherProcess()
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let error = await #expect(throws: StorageError.self) { try await store.setSetting("a", to: "b") }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(engine.path) == true)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try await store.setSetting("a", to: "b")
            #expect(try await store.settings() == ["a": "b"])
        }
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
