import Documents
import Model
import Storage
import Testing

/// Promises of `replaceDerived` (design decision 10).
enum RenormalizationContract {
    static let cases = [
        ContractCase("a renormalisation replaces what was derived and nothing else") { engine in
            try await engine.withStore { store in
                let first = NormalizedMessage.Outcome.normalized([
                    .session(Samples.session(1)), .url(ObservedURL(url: "http://a/")), Samples.file(1),
                    .dork(ObservedDork(content: "/x", type: "inurl", timestamp: Samples.time(9))),
                ])
                _ = try await store.append(Samples.messages(0..<120) { Samples.message($0, first) })
                let raw = try await Whole.messages(store).map(\.message)
                let failed = (0..<120).map { Samples.message($0, .failed("no", at: Samples.time(3))) }
                try await store.replaceDerived(failed)
                #expect(try await Whole.sessions(store).isEmpty)
                #expect(try await Whole.urls(store).isEmpty)
                #expect(try await Whole.dorks(store).isEmpty)
                #expect(try await Whole.files(store, hash: Samples.hashes(1).md5).isEmpty)
                var status = try await store.status()
                #expect(status.messages == 120 && status.sessions == 0 && status.urls == 0 && status.files == 0 && status.dorks == 0)
                #expect(status.errors == ["cowrie.sessions": 120])
                #expect(try await store.fileTypes().isEmpty)
                var filter = SessionFilter()
                filter.sourceIP = "203.0.113.7"
                #expect(try await Whole.sessions(store, filter).isEmpty)

                let second = NormalizedMessage.Outcome.normalized([
                    .session(Samples.session(1, source: "192.0.2.9")), .session(Samples.session(2, source: "192.0.2.9")),
                ])
                try await store.replaceDerived((0..<120).reversed().map { Samples.message($0, second) })
                status = try await store.status()
                #expect(status.sessions == 240 && status.errors.isEmpty)
                filter.sourceIP = "192.0.2.9"
                #expect(try await Whole.sessions(store, filter).count == 240)
                #expect(try await Whole.messages(store).map(\.message) == raw)
                #expect(try await store.totals() == [ValueCount(value: "cowrie_sessions", count: 120)])
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("a renormalisation with the same rules changes nothing, ids included") { engine in
            try await engine.withStore { store in
                var generator = RandomObservations(seed: 42)
                let messages = (0..<150).map { Samples.message($0, generator.outcome()) }
                _ = try await store.append(IngestBatch(messages: messages))
                let before = try await Everything(store)
                for slice in stride(from: 150, to: 0, by: -30) {
                    try await store.replaceDerived(Array(messages[slice - 30..<slice].reversed()))
                }
                #expect(try await Everything(store) == before)
            }
        },
        ContractCase("messages that the store does not have are left out") { engine in
            try await engine.withStore { store in
                try await store.replaceDerived([Samples.message(1)])
                _ = try await store.append(Samples.messages(0..<2))
                try await store.replaceDerived([Samples.message(9)])
                #expect(try await Whole.sessions(store).count == 2)
                #expect(try await store.check().isEmpty)
            }
        },
    ]
}
