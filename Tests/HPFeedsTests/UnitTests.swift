import NIOCore
import Testing

@testable import HPFeeds

@Suite struct EndpointTests {
    @Test(arguments: [
        ("tcp:port=20000", Endpoint(port: 20_000)),
        ("tcp:interface=127.0.0.1:port=0:device=eth0", Endpoint(interface: "127.0.0.1", port: 0, device: "eth0")),
        ("tcp:port=1:interface=[::1]", Endpoint(interface: "::1", port: 1)),
        ("tcp:port=1:interface=\\:\\:1", Endpoint(interface: "::1", port: 1)),
        ("tls:port=2", Endpoint(port: 2, tls: .init())),
        ("tls:port=2:cert=a\\:b.pem:key=k.pem", Endpoint(port: 2, tls: .init(certificate: "a:b.pem", key: "k.pem"))),
        ("tls:port=2:privateKey=k.pem:chain=c.pem", Endpoint(port: 2, tls: .init(key: "k.pem", chain: "c.pem"))),
        ("tcp:port=3:allow=pub", Endpoint(port: 3, allows: .publish)),
        ("tcp:port=3:allow=sub", Endpoint(port: 3, allows: .subscribe)),
        ("0.0.0.0:10000", Endpoint(interface: "0.0.0.0", port: 10_000)),
        ("[::1]:10000", Endpoint(interface: "::1", port: 10_000)),
        ("tcp:20000", Endpoint(interface: "tcp", port: 20_000)),
    ])
    func parses(text: String, endpoint: Endpoint) throws {
        #expect(try Endpoint(parsing: text) == endpoint)
    }

    @Test(arguments: [
        "", "tcp", "tcp:interface=1.2.3.4", "tcp:port=x", "tcp:port=70000", "tcp:port=-1", "tcp:port=1:cert=a", "tcp:port=1:allow=none",
        "tcp:port=1:device=", "tcp:port=1:device=0123456789abcdef", "udp:port=1", "::1:20000", ":20000", "host:",
    ])
    func refuses(text: String) {
        #expect(throws: EndpointError.self) { try Endpoint(parsing: text) }
    }
}

@Suite struct SendQueueTests {
    @Test func deadlineStartsAboveHighAndEndsBelowLow() {
        var queue = SendQueue(marks: .init(high: 100, low: 25, cap: 10_000))
        #expect(queue.queued(bytes: 100) == .none)
        #expect(queue.queued(bytes: 1) == .deadlineStarted)
        #expect(queue.queued(bytes: 1) == .none)
        #expect(queue.drained(bytes: 76, writes: 1) == .none)
        #expect(queue.drained(bytes: 1, writes: 1) == .recovered)
        #expect(queue.drained(bytes: 25, writes: 1) == .none)
        #expect(queue.bytes == 0)
    }

    @Test func capCountsOverheadOfTinyMessages() {
        var queue = SendQueue(marks: .init(high: 1_000_000, low: 0, cap: 2_560))
        let events = (0..<12).map { _ in queue.queued(bytes: 1) }
        #expect(events.contains(.overflowed))
    }

    @Test func oneMessageAlwaysFits() {
        var queue = SendQueue(marks: .init(high: 10, low: 2, cap: 10))
        #expect(queue.queued(bytes: 1_000) == .deadlineStarted)
        #expect(queue.queued(bytes: 1) == .overflowed)
    }
}

@Suite struct UnauthenticatedLimiterTests {
    @Test func oneAddressNeverShutsAnotherOut() {
        let limiter = UnauthenticatedLimiter()
        let greedy = UnauthenticatedLimiter.Origin(bytes: [1])
        let admitted = (0..<100).filter { _ in limiter.admit(greedy, perAddress: 256, total: 10) }.count
        #expect(admitted == 10)
        for address in UInt8(2)...50 {
            #expect(limiter.admit(.init(bytes: [address]), perAddress: 256, total: 10))
        }
        #expect(!limiter.admit(greedy, perAddress: 256, total: 10))
    }

    @Test func releaseMakesRoom() {
        let limiter = UnauthenticatedLimiter()
        let origin = UnauthenticatedLimiter.Origin(bytes: [1])
        #expect(limiter.admit(origin, perAddress: 1, total: 10))
        #expect(!limiter.admit(origin, perAddress: 1, total: 10))
        limiter.release(origin)
        #expect(limiter.admit(origin, perAddress: 1, total: 10))
    }

    @Test func sixtyFourBitsOfIPv6AreOneOrigin() throws {
        let first = try UnauthenticatedLimiter.Origin(SocketAddress(ipAddress: "2001:db8::1", port: 1))
        let second = try UnauthenticatedLimiter.Origin(SocketAddress(ipAddress: "2001:db8::ffff", port: 2))
        let third = try UnauthenticatedLimiter.Origin(SocketAddress(ipAddress: "2001:db8:0:1::1", port: 2))
        #expect(first == second)
        #expect(first != third)
    }
}

@Suite struct MetricsTests {
    @Test(arguments: [(0, 0), (1_024, 0), (1_025, 1), (2_048, 1), (2_049, 2), (4_194_304, 12), (4_194_305, 13), (10_000_000, 13)])
    func bucket(size: Int, index: Int) {
        #expect(ChannelSeries.bucket(of: size) == index)
    }

    @Test func labelsAreEscaped() {
        #expect(PrometheusText.escaped("a\\b\"c\nd") == "a\\\\b\\\"c\\nd")
    }
}

@Suite struct BackoffTests {
    @Test func doublesToTheMaximumAndStartsOver() {
        var generator = SeededGenerator(seed: 1)
        var backoff = Backoff()
        for base: Int64 in [1, 2, 4, 8, 16, 32, 60, 60] {
            let delay = backoff.delay(using: &generator).nanoseconds
            #expect(delay <= base * 1_000_000_000)
            #expect(delay >= base * 500_000_000)
        }
        backoff.reset()
        #expect(backoff.delay(using: &generator) <= .seconds(1))
        backoff.raiseToMaximum()
        #expect(backoff.delay(using: &generator) >= .seconds(30))
    }

    @Test(arguments: [
        ("Authentication failed for x", RefusalKind.authentication), ("authfail.", .authentication), ("identfail.", .authentication),
        ("Authentication failed.", .authentication), ("accessfail.", .access(channel: nil)), ("accessfail", .access(channel: nil)),
        ("Authkey not allowed to sub here. ident=i, chan=a.b", .access(channel: "a.b")),
        ("Authkey not allowed to subscribe here.", .access(channel: nil)), ("Backpressure deadline timer expired", .other),
    ])
    func refusals(text: String, kind: RefusalKind) {
        #expect(RefusalKind(text: text) == kind)
    }
}
