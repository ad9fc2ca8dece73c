import Documents
import Model
import Storage
import Testing

@testable import StorageSQLite

/// Segments fill, are sealed, and make room for history.
@Suite struct SegmentTests {
    private func segments(_ store: SQLiteStore) throws -> [Segment] {
        try store.readers.page { try $0.currentSegments() }
    }

    private func expectSeamless(_ segments: [Segment]) {
        #expect(segments.first?.low == 0)
        #expect(segments.last?.high == .max)
        for (left, right) in zip(segments, segments.dropFirst()) { #expect(left.high == right.low) }
    }

    @Test func aFullSegmentIsSealed() async throws {
        let engine = SQLiteEngine(segmentRows: 50)
        let store = try engine.openSQLite()
        for start in stride(from: 0, to: 230, by: 10) { _ = try await store.append(SQLiteSamples.batch(start..<start + 10)) }
        let segments = try segments(store)
        #expect(segments.map(\.rows) == [50, 50, 50, 50, 30])
        #expect(segments.map(\.indexState) == [.merged, .merged, .merged, .merged, .growing])
        expectSeamless(segments)
        try await store.close()
        await engine.remove()
    }

    @Test func historyGetsSegmentsOfItsOwn() async throws {
        let engine = SQLiteEngine(segmentRows: 50)
        let store = try engine.openSQLite()
        _ = try await store.append(SQLiteSamples.batch(100_000..<100_010))
        for start in stride(from: 0, to: 200, by: 20) { _ = try await store.append(SQLiteSamples.batch(start..<start + 20)) }
        let segments = try segments(store)
        #expect(segments.map(\.rows) == [50, 50, 50, 50, 10])
        expectSeamless(segments)
        try await store.close()
        await engine.remove()
    }

    @Test func lagsTurnTimesIntoKeys() {
        var lag = Lag()
        #expect(lag.keys(fromSeconds: 0, toSeconds: 1, in: 0...Int64.max) == nil)
        lag.include(keySeconds: 1_000, timeSeconds: 1_000)
        lag.include(keySeconds: 1_000, timeSeconds: 990)
        let keys = lag.keys(fromSeconds: 500, toSeconds: 600, in: 0...Int64.max)
        #expect(keys?.lowerBound == RecordKey(seconds: 500, counter: 0, node: 0).rawValue)
        #expect(keys?.upperBound == RecordKey(seconds: 611, counter: 0, node: 0).rawValue - 1)
        #expect(lag.keys(fromSeconds: Int64.max, toSeconds: nil, in: 0...Int64.max).map { $0.lowerBound > 0 } == true)
        #expect(lag.keys(fromSeconds: nil, toSeconds: -5_000_000_000, in: 0...Int64.max) == nil)
    }

    @Test func tokensDependOnValueAndFieldOnly() {
        func bytes(_ add: (inout FilterTokens) -> Void) -> String {
            var tokens = FilterTokens(seed: 7)
            add(&tokens)
            return String(decoding: tokens.bytes, as: UTF8.self)
        }
        #expect(bytes { $0.add(sourcePort: 0) } == "b0")
        #expect(bytes { $0.add(destinationPort: 65_535) } == "effff")
        #expect(bytes { $0.add(sourcePort: -1) } == "bffffffffffffffff")
        #expect(bytes { $0.add(honeypot: "Kippo") } == bytes { $0.add(honeypot: "KIPPO") })
        #expect(bytes { $0.add(protocol: "ssh") } != bytes { $0.add(protocol: "SSH") })
        #expect(bytes { $0.add(sourceIP: "a") }.dropFirst() == bytes { $0.add(destinationIP: "a") }.dropFirst())
        #expect(bytes { $0.add(sourceIP: "\" OR b0 *") }.utf8.count == 11)
        let session = Session(
            timestamp: .init(microseconds: 0), honeypot: "c", protocol: nil, sourceIP: "i", sourcePort: nil, destinationPort: 1)
        #expect(bytes { $0.add(session, ident: "x") }.split(separator: " ").count == 4)
    }

    @Test func hashesSpread() {
        var seen: Set<UInt64> = []
        for number in 0..<10_000 { seen.insert(StableHash.hash("value \(number)", seed: 1) >> 24) }
        #expect(seen.count == 10_000)
        #expect(StableHash.hash("a", seed: 1) != StableHash.hash("a", seed: 2))
        #expect(StableHash.hash("", seed: 1) != StableHash.hash("\0", seed: 1))
    }
}
