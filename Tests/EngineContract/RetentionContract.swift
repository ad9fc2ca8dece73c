import Documents
import Model
import Storage
import Testing

/// Promises of retention.
enum RetentionContract {
    private static let channels = ["short", "long", "forever"]
    private static let policy = RetentionPolicy([
        "short": RetentionPeriod(parsing: "1d") ?? .forever, "long": RetentionPeriod(parsing: "60d") ?? .forever,
    ])

    /// Messages of all channels by turns, some days apart, each with a session, a url, or an error.
    private static func batch() -> IngestBatch {
        Samples.messages(0..<240) { number in
            let second = Samples.start + UInt32(number) * 3_600
            let outcome: NormalizedMessage.Outcome =
                number.isMultiple(of: 7)
                ? .failed("no", at: Samples.time(second))
                : .normalized([.session(Samples.session(number)), .url(ObservedURL(url: "http://kept.example/"))])
            return Samples.message(number, channel: channels[number % 3], key: Samples.key(number, second: second), outcome)
        }
    }

    static let cases = [
        ContractCase("each channel is kept for its own period, whatever it was when its messages came") { engine in
            try await engine.withStore { store in
                // The first half comes before the periods are set, the second half after.
                let all = batch().messages
                _ = try await store.append(IngestBatch(messages: Array(all[..<120])))
                try await store.setSetting("retention.short", to: "1d")
                try await store.setSetting("retention.long", to: "60d")
                _ = try await store.append(IngestBatch(messages: Array(all[120...])))
                let before = try await Whole.messages(store)
                #expect(before.map(\.key) == all.map(\.key))
                let now = Samples.time(Samples.start + 239 * 3_600)
                let result = try await store.dropExpired(policy, at: now)
                let left = try await Whole.messages(store)
                func expired(_ message: NormalizedMessage, grace: Int64) -> Bool {
                    guard let seconds = policy.period(of: message.message.channel).seconds else { return false }
                    return message.message.received.seconds < now.seconds - seconds - grace
                }
                // Gone at the latest a grace after the period, and never before.
                let keys = Set(left.map(\.key))
                #expect(all.allSatisfy { !expired($0, grace: 3_601) || !keys.contains($0.key) })
                #expect(all.allSatisfy { expired($0, grace: 0) || keys.contains($0.key) })
                #expect(result.messages == 240 - left.count && result.messages >= 71)
                #expect(try await Whole.messages(store, order: .newestFirst).map(\.key) == left.reversed().map(\.key))
                let sessions = try await Whole.sessions(store)
                #expect(sessions.map(\.key) == left.filter(\.isNormalized).map(\.key))
                for channel in channels {
                    var filter = MessageFilter()
                    filter.channel = channel
                    #expect(
                        try await Whole.messages(store, filter).map(\.key)
                            == left.filter { $0.message.channel == channel }.map(\.key))
                }
                let status = try await store.status()
                #expect(status.messages == left.count && status.sessions == sessions.count && status.urls == 1)
                #expect(status.errors.values.reduce(0, +) == left.count { !$0.isNormalized })
                #expect(try await store.dropExpired(policy, at: now) == RetentionResult())
                try await store.reclaim()
                #expect(try await Whole.messages(store).map(\.key) == left.map(\.key))
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("lists of several retention classes are one list") { engine in
            try await engine.withStore { store in
                try await store.setSetting("retention.short", to: "1d")
                try await store.setSetting("retention.long", to: "60d")
                let all = batch().messages
                _ = try await store.append(IngestBatch(messages: all))
                for limit in [1, 7, 1_000] {
                    #expect(try await Whole.messages(store, limit: limit).map(\.key) == all.map(\.key))
                    #expect(try await Whole.messages(store, order: .newestFirst, limit: limit).map(\.key) == all.reversed().map(\.key))
                }
                var filter = SessionFilter()
                filter.sourceIP = "203.0.113.7"
                filter.from = Samples.time(Samples.start + 30)
                filter.to = Samples.time(Samples.start + 90)
                let found = try await Whole.sessions(store, filter, order: .newestFirst)
                #expect(found.map(\.key) == all[30..<90].filter { !($0.key.counter.isMultiple(of: 7)) }.reversed().map(\.key))
                let one = try #require(found.first)
                var byID = SessionFilter()
                byID.id = one.id
                #expect(try await Whole.sessions(store, byID).map(\.key) == [one.key])
                #expect(try await Whole.messages(store, MessageFilter(id: one.messageID)).map(\.key) == [one.key.message])
                try await store.replaceDerived(all.map { Samples.message($0.key.counter, channel: $0.message.channel, key: $0.key) })
                #expect(try await Whole.sessions(store).map(\.key) == all.map(\.key))
                #expect(try await store.erase(sourceIP: "203.0.113.7") == 240)
                #expect(try await store.status().messages == 0)
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("without a policy nothing is dropped") { engine in
            try await engine.withStore { store in
                _ = try await store.append(batch())
                #expect(try await store.dropExpired(RetentionPolicy(), at: Timestamp(microseconds: .max / 2)) == RetentionResult())
                #expect(try await store.dropOldest(toFit: .max) == RetentionResult())
                #expect(try await store.usedBytes() > 0)
                #expect(try await store.dropExpired(policy, at: Samples.time(Samples.start)) == RetentionResult())
            }
        },
    ]
}
