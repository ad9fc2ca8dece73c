import Foundation
import Model
import Storage

/// Times of a page of 50 sessions, newest first, by each filter.
struct PageTimes {
    let store: any Store
    let messages: CowrieMessages
    /// Messages in the store.
    let rows: Int

    private typealias Filter = (name: String, make: (StoredSession) -> SessionFilter)

    private var filters: [Filter] {
        func filter(_ change: (inout SessionFilter) -> Void) -> SessionFilter {
            var filter = SessionFilter()
            change(&filter)
            return filter
        }
        return [
            ("none", { _ in SessionFilter() }),
            ("id", { found in filter { $0.id = found.id } }),
            ("source_ip", { found in filter { $0.sourceIP = found.session.sourceIP } }),
            ("source_port", { found in filter { $0.sourcePort = found.session.sourcePort.map(Int64.init) } }),
            ("destination_ip", { found in filter { $0.destinationIP = found.session.destinationIP } }),
            ("destination_port", { found in filter { $0.destinationPort = found.session.destinationPort.map(Int64.init) } }),
            ("protocol", { found in filter { $0.protocol = found.session.protocol } }),
            ("honeypot", { found in filter { $0.honeypot = found.session.honeypot } }),
            ("ident", { found in filter { $0.ident = found.ident } }),
            (
                "protocol and honeypot",
                { found in
                    filter {
                        $0.protocol = found.session.protocol
                        $0.honeypot = found.session.honeypot
                    }
                }
            ),
            (
                "protocol and source_ip",
                { found in
                    filter {
                        $0.protocol = found.session.protocol
                        $0.sourceIP = found.session.sourceIP
                    }
                }
            ),
        ]
    }

    /// A page of two common values that exclude each other.
    private func printExclusive() async throws {
        var filter = SessionFilter()
        filter.protocol = "ssh"
        filter.honeypot = "conpot"
        var times: [Double] = []
        for _ in 0..<5 {
            let start = ContinuousClock.now
            _ = try await store.sessions(filter, order: .newestFirst, page: Page(limit: 50))
            times.append(seconds(ContinuousClock.now - start) * 1_000)
        }
        times.sort()
        Swift.print("page of exclusive filters ms", rounded(times[2]), "slowest", rounded(times[4]))
    }

    /// Prints the median and the slowest of some hundred pages.
    func print() async throws {
        for filter in filters {
            var times: [Double] = []
            var items = 0
            let processor = clock()
            for turn in 0..<300 {
                let message = messages.message((turn * 7_919 + 13) % rows)
                guard case .normalized(let observations) = message.outcome, case .session(let session)? = observations.first else {
                    continue
                }
                let sample = StoredSession(
                    key: message.key, id: store.identity.id(of: message.key, kind: .session),
                    messageID: store.identity.id(of: message.key, kind: .message), ident: message.message.ident, session: session)
                let start = ContinuousClock.now
                let slice = try await store.sessions(filter.make(sample), order: .newestFirst, page: Page(limit: 50))
                let time = seconds(ContinuousClock.now - start) * 1_000
                // Old messages may have been dropped.
                guard !slice.items.isEmpty else { continue }
                times.append(time)
                items += slice.items.count
            }
            guard !times.isEmpty else { continue }
            times.sort()
            // Time of the processor tells more than that of the clock where other work runs on the machine.
            let used = Double(clock() - processor) / Double(CLOCKS_PER_SEC) * 1_000 / Double(times.count)
            Swift.print(
                "page \(filter.name) ms \(rounded(times[times.count / 2])) slowest \(rounded(times.last ?? 0)) processor \(rounded(used))",
                "sessions \(rounded(Double(items) / Double(times.count)))")
        }
        try await printExclusive()
    }
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
