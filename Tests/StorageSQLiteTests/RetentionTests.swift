import Documents
import FoundationEssentials
import GRDB
import Model
import Storage
import Testing

@testable import StorageSQLite

/// Old segments go as a whole, an address without a trace.
@Suite struct RetentionTests {
    @Test func dropsWholeSegmentsOnly() async throws {
        let engine = SQLiteEngine(segmentRows: 50)
        let store = try engine.openSQLite()
        _ = try await store.append(SQLiteSamples.batch(0..<230))
        try await store.replaceDerived(SQLiteSamples.batch(3..<4).messages.map { SQLiteSamples.failed($0) })
        let time = Timestamp(microseconds: Int64(SQLiteSamples.key(120).seconds) * 1_000_000)
        #expect(try await store.dropMessages(receivedBefore: time) == 100)
        #expect(try await store.dropMessages(receivedBefore: time) == 0)
        let status = try await store.status()
        #expect(status.messages == 130 && status.sessions == 130 && status.errors.isEmpty)
        #expect(try await store.sessionProtocols() == [ValueCount(value: "ssh", count: 130)])
        let left = try await store.messages(MessageFilter(), order: .oldestFirst, page: Page())
        #expect(left.items.map(\.key) == (100..<230).map { SQLiteSamples.key($0) })
        #expect(try await store.lastKey() == SQLiteSamples.key(229))
        // History that comes again, and new messages, find their place.
        _ = try await store.append(SQLiteSamples.batch(10..<20))
        _ = try await store.append(SQLiteSamples.batch(230..<300))
        #expect(try await store.status().messages == 210)
        #expect(try await store.check().isEmpty)
        try await store.reclaim()
        let tables = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM dropped_segment") }
        #expect(tables == 0)
        #expect(try await store.dropMessages(receivedBefore: Timestamp(microseconds: Int64.max)) == 210)
        #expect(try await store.status().messages == 0)
        _ = try await store.append(SQLiteSamples.batch(400..<410))
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }

    @Test func erasesAnAddressFromTheFile() async throws {
        let engine = SQLiteEngine(segmentRows: 50)
        let store = try engine.openSQLite()
        var batch = SQLiteSamples.batch(0..<210)
        for index in batch.messages.indices {
            batch.messages[index].message.payload = Array("payload of 203.0.113.\(index % 7) <\(index % 7)>".utf8)
        }
        let facts = AttackerMetadata(ip: "203.0.113.3", honeypot: "p0f", timestamp: Timestamp(microseconds: 1), os: "Linux <3>")
        batch.messages[4].outcome = .normalized([.metadata(facts), .url(ObservedURL(url: "http://only.example/<3>"))])
        _ = try await store.append(batch)
        #expect(try await store.erase(sourceIP: "203.0.113.3") == 31)
        #expect(try await store.erase(sourceIP: "203.0.113.3") == 0)
        var filter = SessionFilter()
        filter.sourceIP = "203.0.113.3"
        #expect(try await store.sessions(filter, order: .newestFirst, page: Page()).items.isEmpty)
        #expect(try await store.metadata(ip: "203.0.113.3").isEmpty)
        let status = try await store.status()
        #expect(status.messages == 179 && status.sessions == 179 && status.urls == 0)
        #expect(try await store.check().isEmpty)
        try await store.close()
        #expect(store.file.logSize == 0)
        let bytes = try Data(contentsOf: URL(filePath: engine.path))
        #expect(bytes.firstRange(of: Data("<3>".utf8)) == nil)
        #expect(bytes.firstRange(of: Data("203.0.113.3".utf8)) == nil)
        #expect(bytes.firstRange(of: Data("<2>".utf8)) != nil)
        await engine.remove()
    }
}
