import Documents
import FoundationEssentials
import GRDB
import Model
import Storage
import Testing

@testable import StorageSQLite

/// Old segments go as a whole, an address without a trace.
@Suite struct RetentionTests {
    /// Drops whole segments with nothing received at or after a time.
    private func drop(_ store: SQLiteStore, receivedBefore time: Timestamp) async throws -> Int {
        let hour = RetentionPolicy(other: try #require(RetentionPeriod(parsing: "1h")))
        return try await store.dropExpired(hour, at: Timestamp(microseconds: time.microseconds + 3_600_000_000)).messages
    }

    @Test func dropsWholeSegmentsOnly() async throws {
        let engine = SQLiteEngine(segmentRows: 50)
        let store = try engine.openSQLite()
        _ = try await store.append(SQLiteSamples.batch(0..<230))
        try await store.replaceDerived(SQLiteSamples.batch(3..<4).messages.map { SQLiteSamples.failed($0) })
        let time = Timestamp(microseconds: Int64(SQLiteSamples.key(120).seconds) * 1_000_000)
        #expect(try await drop(store, receivedBefore: time) == 100)
        #expect(try await drop(store, receivedBefore: time) == 0)
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
        #expect(try await drop(store, receivedBefore: Timestamp(microseconds: Int64.max / 2)) == 210)
        #expect(try await store.status().messages == 0)
        _ = try await store.append(SQLiteSamples.batch(400..<410))
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }

    @Test func eachPeriodHasSegmentsOfItsOwn() async throws {
        let engine = SQLiteEngine(segmentRows: 50)
        let store = try engine.openSQLite()
        try await store.setSetting("retention.short", to: "1d")
        try await store.setSetting("retention.also-short", to: "24h")
        var batch = SQLiteSamples.batch(0..<300)
        for index in batch.messages.indices {
            batch.messages[index].message.channel = ["long", "short", "also-short"][index % 3]
        }
        _ = try await store.append(batch)
        var segments = try store.readers.page { try $0.currentSegments() }
        #expect(segments.map(\.retentionClass) == ["", "", "1d", "1d", "1d", "1d"])
        #expect(segments.map(\.rows) == [50, 50, 50, 50, 50, 50])
        // Segments of a class end with its time, not only with their rows.
        var later = SQLiteSamples.batch(300..<330)
        for index in later.messages.indices {
            let key = later.messages[index].key
            later.messages[index].key = RecordKey(seconds: key.seconds + UInt32(index) * 1_800, counter: key.counter, node: 0)
            later.messages[index].message.received = Timestamp(microseconds: Int64(later.messages[index].key.seconds) * 1_000_000)
            later.messages[index].message.channel = "short"
        }
        _ = try await store.append(later)
        segments = try store.readers.page { try $0.currentSegments() }
        #expect(segments.count { $0.retentionClass == "1d" } > 12)
        let policy = RetentionPolicy(settings: try await store.settings())
        let end = later.messages[29].message.received
        let result = try await store.dropExpired(policy, at: Timestamp(microseconds: end.microseconds + 86_400_000_000 - 7_200_000_000))
        #expect(result.messages >= 200 + 24 && result.messages < 230 && result.segments > 10)
        let messages = try await store.messages(MessageFilter(), order: .oldestFirst, page: Page(limit: 1_000)).items
        #expect(messages.count { $0.message.channel == "long" } == 100)
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }

    @Test func aBudgetDropsTheOldestFirst() async throws {
        let engine = SQLiteEngine(segmentRows: 100)
        let store = try engine.openSQLite()
        let empty = try await store.usedBytes()
        for start in stride(from: 0, to: 2_000, by: 100) {
            _ = try await store.append(SQLiteSamples.batch(start..<start + 100, payload: 10_000))
        }
        let full = try await store.usedBytes()
        #expect(try await store.dropOldest(toFit: full) == RetentionResult())
        let budget = empty + (full - empty) / 2
        let result = try await store.dropOldest(toFit: budget)
        #expect(result.messages >= 1_000 && result.messages < 1_400 && result.segments >= 9)
        #expect(try await store.usedBytes() <= budget)
        let left = try await store.messages(MessageFilter(), order: .oldestFirst, page: Page(limit: 1)).items
        #expect(left.first?.key == SQLiteSamples.key(result.messages))
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }

    @Test func aBudgetBelowOneSegmentDropsRows() async throws {
        let engine = SQLiteEngine(segmentRows: 10_000)
        let store = try engine.openSQLite()
        let empty = try await store.usedBytes()
        _ = try await store.append(SQLiteSamples.batch(0..<1_000, payload: 10_000))
        let full = try await store.usedBytes()
        let budget = empty + (full - empty) * 3 / 4
        let result = try await store.dropOldest(toFit: budget)
        #expect(result.messages >= 200 && result.messages < 500 && result.segments == 0)
        #expect(try await store.usedBytes() <= budget)
        let left = try await store.messages(MessageFilter(), order: .oldestFirst, page: Page(limit: 1)).items
        #expect(left.first?.key == SQLiteSamples.key(result.messages))
        #expect(try await store.status().messages == 1_000 - result.messages)
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
