import Documents
import Model
public import Storage
import Testing

/// The slow-query log, which each engine's tests feed with a log handler of their own (design decision 22).
public enum SlowQueryContract {
    /// Reads with a value that no log may name, at a limit that every statement passes after it is lowered.
    ///
    /// - Parameter entries: what was logged so far.
    public static func run(_ store: any Store, entries: @Sendable () -> [String]) async throws {
        let secret = "203.0.113.77"
        var filter = SessionFilter()
        filter.sourceIP = secret
        let log = try #require(store.slowQueries)
        log.set(milliseconds: 0)
        _ = try await store.append(Samples.messages(0..<20) { Samples.message($0, key: Samples.key($0, node: store.identity.node)) })
        _ = try await store.sessions(filter, order: .newestFirst, page: Page())
        #expect(entries().isEmpty)
        log.set(milliseconds: 1)
        // A batch that takes more than a millisecond anywhere.
        _ = try await store.append(
            Samples.messages(20..<4_000) { number in
                var session = Samples.session(number)
                session.sourceIP = secret
                return Samples.message(number, key: Samples.key(number, node: store.identity.node), .normalized([.session(session)]))
            })
        _ = try await store.sessions(filter, order: .newestFirst, page: Page())
        let found = entries()
        #expect(!found.isEmpty)
        for entry in found {
            #expect(entry.contains("milliseconds") && entry.contains("statement"), "\(entry)")
            #expect(!entry.contains(secret), "\(entry)")
        }
    }
}
