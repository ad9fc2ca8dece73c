import Documents
import Model
import Storage

/// Values for tests.
enum Samples {
    /// 2026-01-01T00:00:00.
    static let start: UInt32 = 1_767_225_600

    static func key(_ number: Int, second: UInt32? = nil, node: Int = 0) -> RecordKey {
        RecordKey(seconds: second ?? start + UInt32(number), counter: number, node: node)
    }

    static func time(_ second: UInt32, microsecond: Int64 = 0) -> Timestamp {
        Timestamp(microseconds: Int64(second) * 1_000_000 + microsecond)
    }

    static func session(
        _ number: Int = 0, honeypot: String = "cowrie", protocol name: String? = "ssh", source: String = "203.0.113.7",
        at time: Timestamp? = nil, activities: [SessionActivity] = []
    ) -> Session {
        Session(
            timestamp: time ?? Samples.time(start + UInt32(number)), honeypot: honeypot, protocol: name, sourceIP: source,
            sourcePort: UInt16(truncatingIfNeeded: 1_000 + number), destinationIP: "198.51.100.\(number % 4)",
            destinationPort: 22, details: Array(#""auth_attempts":[{"login":"root","password":"\#(number)"}]"#.utf8),
            activities: activities)
    }

    static func message(
        _ number: Int, channel: String = "cowrie.sessions", ident: String = "sensor-1", key: RecordKey? = nil,
        _ outcome: NormalizedMessage.Outcome? = nil
    ) -> NormalizedMessage {
        let key = key ?? Samples.key(number)
        return NormalizedMessage(
            key: key,
            message: ReceivedMessage(
                ident: ident, channel: channel, payload: Array(#"{"number":\#(number)}"#.utf8),
                received: time(key.seconds, microsecond: Int64(number % 1_000))),
            outcome: outcome ?? .normalized([.session(session(number))]))
    }

    /// Messages with keys of a node.
    static func messages(_ numbers: Range<Int>, node: Int) -> IngestBatch {
        messages(numbers) { message($0, key: key($0, node: node)) }
    }

    static func messages(_ numbers: Range<Int>, _ make: (Int) -> NormalizedMessage = { message($0) }) -> IngestBatch {
        IngestBatch(messages: numbers.map(make))
    }

    static func hashes(_ number: Int) -> ContentHashes {
        func digits(_ count: Int, _ letter: String) -> String {
            let number = String(number, radix: 16)
            return String(repeating: letter, count: count - number.count) + number
        }
        return ContentHashes(md5: digits(32, "a"), sha1: digits(40, "b"), sha256: digits(64, "c"), sha512: digits(128, "d"))
    }

    static func file(_ number: Int, guess: String = "data", size: Int = 10) -> Observation {
        .file(
            ObservedFile(
                content: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size), hashes: hashes(number),
                contentGuess: guess))
    }
}

/// Reads whole lists, slice by slice.
enum Whole {
    /// All items of a list read by pages of a size; fails when it does not end.
    static func list<Item>(limit: Int = 7, _ read: (Page) async throws -> Slice<Item>) async throws -> [Item] {
        var items: [Item] = []
        var page = Page(limit: limit)
        for _ in 0..<100_000 {
            let slice = try await read(page)
            items += slice.items
            guard let next = slice.next else { return items }
            page.after = next
        }
        throw StorageError(.failed, "the list does not end")
    }

    static func sessions(
        _ store: any Store, _ filter: SessionFilter = SessionFilter(), order: ReceiptOrder = .oldestFirst, limit: Int = 7
    ) async throws -> [StoredSession] {
        try await list(limit: limit) { try await store.sessions(filter, order: order, page: $0) }
    }

    static func messages(
        _ store: any Store, _ filter: MessageFilter = MessageFilter(), order: ReceiptOrder = .oldestFirst, limit: Int = 7
    ) async throws -> [StoredMessage] {
        try await list(limit: limit) { try await store.messages(filter, order: order, page: $0) }
    }

    static func urls(_ store: any Store, _ filter: URLFilter = URLFilter(), limit: Int = 7) async throws -> [StoredURL] {
        try await list(limit: limit) { try await store.urls(filter, page: $0) }
    }

    static func files(_ store: any Store, hash: String) async throws -> [StoredFile] {
        try await list { try await store.files(hash: hash, includingContent: true, page: $0) }
    }

    static func dorks(_ store: any Store, _ filter: DorkFilter = DorkFilter(), limit: Int = 7) async throws -> [StoredDork] {
        try await list(limit: limit) { try await store.dorks(filter, page: $0) }
    }
}
