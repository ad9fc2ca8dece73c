import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Server

@Suite("Deadlines of connections")
struct ConnectionDeadlinesTests {
    private let loop = EmbeddedEventLoop()
    private let channel: EmbeddedChannel

    /// A connection on which a request with a body has begun; the body has 30 s.
    init() throws {
        var limits = ServerConfiguration.Limits()
        limits.requestSeconds = 30
        channel = EmbeddedChannel(handler: ConnectionDeadlines(limits), loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let head = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/")
        try channel.writeInbound(HTTPRequestPart.head(head))
    }

    private func send(_ count: Int) throws {
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0, count: count)))
    }

    @Test func aBodyThatGetsOnMayBeLong() throws {
        for _ in 0..<20 {
            loop.advanceTime(by: .seconds(29))
            #expect(channel.isActive)
            try send(256 * 1_024)
        }
        loop.advanceTime(by: .seconds(31))
        #expect(!channel.isActive)
    }

    @Test func aByteNowAndThenIsNotEnough() throws {
        for _ in 0..<29 {
            loop.advanceTime(by: .seconds(1))
            try send(8_000)
            #expect(channel.isActive)
        }
        loop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func afterItsEndABodyHasNoDeadline() throws {
        try channel.writeInbound(HTTPRequestPart.end(nil))
        loop.advanceTime(by: .seconds(300))
        #expect(channel.isActive)
    }
}
