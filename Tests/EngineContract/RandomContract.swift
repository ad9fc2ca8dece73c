import Documents
import Model
import Storage
import Testing

/// Random batches and renormalisations against the rules applied naively.
enum RandomContract {
    static let cases = [
        ContractCase("random batches and renormalisations give what the rules give") { engine in
            let seed = UInt64.random(in: 0..<UInt64.max)
            print("RandomContract seed \(seed)")
            try await engine.withStore { store in try await run(store, seed: seed) }
        }
    ]

    private static func run(_ store: any Store, seed: UInt64) async throws {
        var random = RandomObservations(seed: seed)
        var stored: [RecordKey: NormalizedMessage] = [:]
        var number = 0
        for turn in 0..<30 {
            let base = Samples.start + (random.chance(25) ? UInt32(random.number(100_000)) : 200_000 + UInt32(turn * 10))
            var batch: [NormalizedMessage] = []
            for offset in 0..<random.number(40) {
                number += 1
                let key = RecordKey(seconds: base + UInt32(offset / 5), counter: number, node: 0)
                batch.append(
                    Samples.message(
                        number, channel: "channel.\(random.number(3))", ident: "ident \(random.number(3))", key: key, random.outcome()))
            }
            _ = try await store.append(IngestBatch(sequence: Int64(turn + 1), messages: batch))
            for message in batch { stored[message.key] = message }
            if turn % 3 == 2 {
                let changed = stored.values.sorted { $0.key < $1.key }.filter { _ in random.chance(30) }.map { old in
                    var message = old
                    message.outcome = random.outcome()
                    return message
                }
                try await store.replaceDerived(random.chance(50) ? changed : changed.reversed())
                for message in changed { stored[message.key] = message }
            }
            guard turn % 5 == 4 else { continue }
            var found = try await Everything(store)
            #expect(Set(found.ids).count == found.ids.count, "seed \(seed) turn \(turn)")
            found.ids = []
            // Of equal content the order by id is the engine's.
            found.dorks.sort { ($0.content, $0.type) < ($1.content, $1.type) }
            var expected = ReferenceRules.everything(stored.values)
            expected.dorks.sort { ($0.content, $0.type) < ($1.content, $1.type) }
            compare(found, expected, "seed \(seed) turn \(turn)")
        }
        #expect(try await store.check().isEmpty)
    }

    private static func compare(_ found: Everything, _ expected: Everything, _ place: Comment) {
        #expect(found.messages == expected.messages, place)
        #expect(found.sessions == expected.sessions, place)
        #expect(found.urls == expected.urls, place)
        #expect(found.files == expected.files, place)
        #expect(found.dorks == expected.dorks, place)
        #expect(found.metadata == expected.metadata, place)
        #expect(found.protocols == expected.protocols, place)
        #expect(found.fileTypes == expected.fileTypes, place)
        #expect(found.errors == expected.errors, place)
        #expect(found.counts == expected.counts, place)
    }
}
