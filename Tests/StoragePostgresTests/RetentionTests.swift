import Documents
import Model
import Storage
import Testing

@testable import StoragePostgres

/// Old days go as a whole, an address without a trace.
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct RetentionTests {
    private static let day: UInt32 = 86_400

    /// Drops days with nothing received at or after a time.
    private func drop(_ store: PostgresStore, receivedBefore time: Timestamp) async throws -> Int {
        let month = RetentionPolicy(other: try #require(RetentionPeriod(parsing: "30d")))
        return try await store.dropExpired(month, at: Timestamp(microseconds: time.microseconds + 30 * 86_400_000_000)).messages
    }

    private func message(_ number: Int, day: UInt32, _ outcome: NormalizedMessage.Outcome? = nil) -> NormalizedMessage {
        var message = PostgresSamples.message(number, node: 0)
        let second = message.key.seconds + day * RetentionTests.day
        message.key = RecordKey(seconds: second, counter: number, node: 0)
        message.message.received = Timestamp(microseconds: Int64(second) * 1_000_000)
        if let outcome { message.outcome = outcome }
        return message
    }

    @Test func dropsWholeDaysOnly() async throws {
        let store = try await TestDatabase().openStore()
        for day in 0..<3 as Range<UInt32> {
            let messages = (0..<40).map { number in
                message(number, day: day, number == 7 ? .failed("no", at: Timestamp(microseconds: 0)) : nil)
            }
            _ = try await store.append(IngestBatch(messages: messages))
        }
        let middle = Timestamp(microseconds: Int64(PostgresSamples.start + RetentionTests.day + 1) * 1_000_000)
        #expect(try await drop(store, receivedBefore: Timestamp(microseconds: 0)) == 0)
        #expect(try await drop(store, receivedBefore: middle) == 80)
        #expect(try await drop(store, receivedBefore: middle) == 0)
        try await store.reclaim()
        let status = try await store.status()
        #expect(status.messages == 40 && status.sessions == 39 && status.errors == ["cowrie.sessions": 1])
        #expect(try await store.check().isEmpty)
        // History that comes again finds its place.
        _ = try await store.append(IngestBatch(messages: [message(100, day: 0)]))
        #expect(try await PostgresSamples.messages(store).count == 41)
        #expect(try await store.check().isEmpty)
        try await store.close()
    }

    @Test func aBudgetDropsTheOldestDaysAndKeepsTheNewest() async throws {
        let store = try await TestDatabase().openStore()
        for day in 0..<3 as Range<UInt32> { _ = try await store.append(IngestBatch(messages: (0..<5).map { message($0, day: day) })) }
        #expect(try await store.dropOldest(toFit: 1 << 40) == RetentionResult())
        #expect(try await store.dropOldest(toFit: 1) == RetentionResult(messages: 10, segments: 2))
        #expect(try await store.status().messages == 5)
        #expect(try await store.check().isEmpty)
        try await store.close()
    }

    @Test func partOfADayGoesRowByRowAndAnEmptyDayAsAWhole() async throws {
        let store = try await TestDatabase().openStore()
        var messages = (0..<10).map { message($0, day: 0) }
        for number in 5..<10 {
            let second = messages[number].key.seconds + 20 * 3_600
            messages[number].key = RecordKey(seconds: second, counter: number, node: 0)
            messages[number].message.received = Timestamp(microseconds: Int64(second) * 1_000_000)
        }
        _ = try await store.append(IngestBatch(messages: messages))
        func days() async throws -> Int {
            try await store.read { reader throws(StorageError) in
                try reader.connection.query("SELECT count(*) FROM day WHERE low < $1", .int(DayTable.today(plus: 0))).first?.int(0) ?? 0
            }
        }
        let policy = RetentionPolicy(other: try #require(RetentionPeriod(parsing: "1d")))
        func time(hours: Int64) -> Timestamp { Timestamp(microseconds: (Int64(PostgresSamples.start) + hours * 3_600) * 1_000_000) }
        #expect(try await store.dropExpired(policy, at: time(hours: 34)) == RetentionResult(messages: 5, segments: 0))
        #expect(try await store.status().messages == 5)
        #expect(try await store.check().isEmpty)
        for number in 5..<10 { _ = try await store.erase(sourceIP: "203.0.113.\(number)") }
        #expect(try await days() == 1)
        #expect(try await store.dropExpired(policy, at: time(hours: 24 * 5)) == RetentionResult())
        #expect(try await days() == 0)
        #expect(try await store.check().isEmpty)
        try await store.close()
    }

    @Test func aDayDroppedByAnotherProcessIsMadeAgain() async throws {
        let database = try TestDatabase()
        let first = try await database.openStore()
        let second = try await database.openStore()
        _ = try await first.append(IngestBatch(messages: [message(0, day: 0)]))
        #expect(try await drop(second, receivedBefore: Timestamp(microseconds: .max / 2)) == 1)
        #expect(try await first.append(IngestBatch(sequence: 1, messages: [message(1, day: 0)])).stored == 1)
        #expect(try await PostgresSamples.messages(second).count == 1)
        #expect(try await second.check().isEmpty)
        try await first.close()
        try await second.close()
    }

    @Test func erasesAnAddress() async throws {
        let store = try await TestDatabase().openStore()
        var messages = (0..<750).map { message($0, day: UInt32($0 % 2)) }
        let facts = AttackerMetadata(ip: "203.0.113.3", honeypot: "p0f", timestamp: Timestamp(microseconds: 1), os: "Linux")
        messages[4].outcome = .normalized([.metadata(facts), .url(ObservedURL(url: "http://only.example/"))])
        _ = try await store.append(IngestBatch(messages: messages))
        #expect(try await store.urls(URLFilter(), page: Page()).items.count == 8)
        #expect(try await store.erase(sourceIP: "203.0.113.3") == 4)
        #expect(try await store.erase(sourceIP: "203.0.113.3") == 0)
        #expect(try await store.metadata(ip: "203.0.113.3").isEmpty)
        #expect(try await store.urls(URLFilter(), page: Page()).items.count == 7)
        let status = try await store.status()
        #expect(status.messages == 746 && status.sessions == 746)
        #expect(try await store.check().isEmpty)
        try await store.close()
    }
}
