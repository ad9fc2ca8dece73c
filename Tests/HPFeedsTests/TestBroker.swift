import HPFeeds
import Logging
import NIOConcurrencyHelpers
import NIOCore
import Testing

/// Grants from memory; changes at once.
final class MemoryAuthorizer: Authorizer {
    struct Failure: Error {}

    let changes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let grants: NIOLockedValueBox<[String: Grant]>
    /// Look-ups take this long.
    let delay: Duration?

    init(_ grants: [Grant], delay: Duration? = nil) {
        (changes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.grants = NIOLockedValueBox(Dictionary(uniqueKeysWithValues: grants.map { ($0.ident, $0) }))
        self.delay = delay
    }

    func grant(for ident: String) async throws -> Grant? {
        if let delay { try await Task.sleep(for: delay) }
        if ident == "broken" { throw Failure() }
        return grants.withLockedValue { $0[ident] }
    }

    func set(_ grant: Grant?, for ident: String) {
        grants.withLockedValue { $0[ident] = grant }
        continuation.yield()
    }
}

final class RecordingSink: MessageSink {
    private let box = NIOLockedValueBox<[PublishedMessage]>([])

    var messages: [PublishedMessage] { box.withLockedValue { $0 } }

    func accept(_ messages: [PublishedMessage]) {
        box.withLockedValue { $0.append(contentsOf: messages) }
    }
}

extension Grant {
    static func test(
        _ ident: String = "ident", publish: Set<String> = ["chan"], subscribe: Set<String> = ["chan"], large: Bool = false
    ) -> Grant {
        Grant(ident: ident, owner: "owner", secrets: ["secret"], publish: publish, subscribe: subscribe, receivesLarge: large)
    }
}

/// Runs `body` against a broker on a free port of the loopback address and stops it.
func withBroker<Result>(
    _ grants: [Grant] = [.test()], configuration: BrokerConfiguration = BrokerConfiguration(),
    endpoints: [Endpoint] = [Endpoint(interface: "127.0.0.1", port: 0)], authorizer: MemoryAuthorizer? = nil,
    sink: (any MessageSink)? = nil, body: (Broker, [SocketAddress]) async throws -> Result
) async throws -> Result {
    let broker = Broker(
        configuration: configuration, endpoints: endpoints, authorizer: authorizer ?? MemoryAuthorizer(grants), sink: sink,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), threads: 2)
    let addresses = try await broker.bind()
    let running = Task { try await broker.run() }
    do {
        let result = try await body(broker, addresses)
        running.cancel()
        try await running.value
        return result
    } catch {
        running.cancel()
        try await running.value
        throw error
    }
}

/// Waits until `condition` holds.
func eventually(
    within seconds: Int = 20, _ condition: () async -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("did not happen within \(seconds) s", sourceLocation: sourceLocation)
}

func publish(_ payload: String, channel: String = "chan", ident: String = "ident") -> Frame {
    .publish(ident: ident, channel: channel, payload: ByteBuffer(string: payload))
}

/// A generator whose seed a failing test can print and repeat.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
