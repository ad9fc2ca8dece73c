import Documents
import Model
import Storage

/// Values for tests.
enum PostgresSamples {
    /// 2026-01-01T00:00:00.
    static let start: UInt32 = 1_767_225_600

    static func message(_ number: Int, node: Int, _ observations: [Observation]? = nil) -> NormalizedMessage {
        let second = start + UInt32(number / 100)
        let received = Timestamp(microseconds: Int64(second) * 1_000_000)
        let session = Session(
            timestamp: received, honeypot: "cowrie", protocol: "ssh", sourceIP: "203.0.113.\(number % 250)",
            sourcePort: UInt16(truncatingIfNeeded: number), destinationPort: 22, details: Array(#""number":\#(number)"#.utf8))
        return NormalizedMessage(
            key: RecordKey(seconds: second, counter: number, node: node),
            message: ReceivedMessage(
                ident: "sensor", channel: "cowrie.sessions", payload: Array(#"{"number":\#(number)}"#.utf8), received: received),
            outcome: .normalized(observations ?? [.session(session), .url(ObservedURL(url: "http://example/\(number % 7)"))]))
    }

    /// A numbered batch of messages.
    static func batch(_ number: Int, size: Int = 50, node: Int) -> IngestBatch {
        let first = number * size
        return IngestBatch(sequence: Int64(number + 1), messages: (first..<first + size).map { message($0, node: node) })
    }

    /// All messages of a store.
    static func messages(_ store: any Store) async throws -> [StoredMessage] {
        var page = Page()
        var found: [StoredMessage] = []
        repeat {
            let slice = try await store.messages(MessageFilter(), order: .oldestFirst, page: page)
            found += slice.items
            page.after = slice.next
        } while page.after != nil
        return found
    }

    /// Appends until the store takes it, as the intake does.
    static func insist(_ store: any Store, _ batch: IngestBatch) async throws {
        for _ in 0..<600 {
            do throws(StorageError) {
                _ = try await store.append(batch)
                return
            } catch {
                guard error.code == .unavailable else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        throw StorageError(.unavailable, "the store did not come back")
    }
}
