import Documents
import Model
import Storage
import Testing

/// Promises of lists with several filters.
enum ConjunctionContract {
    /// Sessions over three days: ssh and telnet by turns, cowrie and conpot with them but for two of ssh by conpot.
    private static func messages() -> [NormalizedMessage] {
        (0..<5_200).map { number in
            let isSSH = number % 2 == 0
            let honeypot = isSSH && ![8, 4_600].contains(number) ? "cowrie" : "conpot"
            let second = Samples.start + UInt32(number * 40)
            let session = Samples.session(
                number, honeypot: honeypot, protocol: isSSH ? "ssh" : "telnet", source: "203.0.113.\(number % 5)",
                at: Samples.time(second))
            return Samples.message(number, key: Samples.key(number, second: second), .normalized([.session(session)]))
        }
    }

    private static func numbers(_ store: any Store, _ filter: SessionFilter, limit: Int) async throws -> [Int] {
        let newest = try await Whole.sessions(store, filter, order: .newestFirst, limit: limit).map(\.key.counter)
        let oldest = try await Whole.sessions(store, filter, order: .oldestFirst, limit: limit).map(\.key.counter)
        #expect(newest == oldest.reversed())
        return oldest
    }

    static let cases = [
        ContractCase("filters that seldom or never meet find what there is") { engine in
            try await engine.withStore { store in
                let messages = messages()
                for start in stride(from: 0, to: messages.count, by: 1_300) {
                    _ = try await store.append(IngestBatch(messages: Array(messages[start..<start + 1_300])))
                }
                for limit in [1, 50, 1_000] {
                    var filter = SessionFilter()
                    filter.protocol = "ssh"
                    filter.honeypot = "conpot"
                    #expect(try await numbers(store, filter, limit: limit) == [8, 4_600])
                    filter.sourceIP = "203.0.113.3"
                    #expect(try await numbers(store, filter, limit: limit) == [8])
                    filter.sourceIP = "203.0.113.9"
                    #expect(try await numbers(store, filter, limit: limit).isEmpty)
                    filter.sourceIP = nil
                    filter.from = Samples.time(Samples.start + 100_000)
                    #expect(try await numbers(store, filter, limit: limit) == [4_600])
                    filter.to = Samples.time(Samples.start + 150_000)
                    #expect(try await numbers(store, filter, limit: limit).isEmpty)
                }
                var filter = SessionFilter()
                filter.protocol = "telnet"
                filter.honeypot = "CONPOT"
                #expect(try await numbers(store, filter, limit: 1_000) == stride(from: 1, to: 5_200, by: 2).map { $0 })
            }
        }
    ]
}
