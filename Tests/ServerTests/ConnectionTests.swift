import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Server
import Testing

@Suite("Slow and hostile connections")
struct ConnectionTests {
    /// Sends bytes over a socket of its own and gives what comes back until the server closes; nil when it stays open.
    private static func send(_ text: String, to port: Int, closedWithin time: Duration = .seconds(20)) async throws -> String? {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            return try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    var received = ""
                    do {
                        for try await part in inbound { received += String(buffer: part) }
                    } catch is IOError {
                        // A reset is a close too.
                    }
                    return received
                }
                group.addTask {
                    try await Task.sleep(for: time)
                    return nil
                }
                let first = try await group.next() ?? nil
                group.cancelAll()
                return first
            }
        }
    }

    private static let goodRequest = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    private static var shortLimits: ServerConfiguration.Limits {
        var limits = ServerConfiguration.Limits()
        limits.headSeconds = 8
        limits.requestSeconds = 8
        return limits
    }

    @Test(
        "a head or body that does not end is cut off, others are served",
        arguments: [
            "", "GET /livez HT", "GET /livez HTTP/1.1\r\nHost: x\r\nX: ", "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
        ])
    func slow(_ text: String) async throws {
        let site = try await TestSite()
        try await site.test(.live, limits: ConnectionTests.shortLimits) { client in
            let port = try #require(client.port)
            async let answer = ConnectionTests.send(text, to: port)
            let other = try await ConnectionTests.send(ConnectionTests.goodRequest, to: port)
            #expect(other?.hasPrefix("HTTP/1.1 200") == true)
            #expect(try await answer != nil, "the connection stayed open")
        }
    }

    @Test(
        "malformed requests are 400 and close the connection",
        arguments: [
            "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET /livez HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "a", count: 100_000) + "\r\n\r\n",
            "GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "get /livez HTTP/1.1\r\nHost: x\r\n\r\n", "nonsense\r\n\r\n",
        ])
    func malformed(_ text: String) async throws {
        let site = try await TestSite()
        try await site.test(.live) { client in
            let port = try #require(client.port)
            let answer = try await ConnectionTests.send(text, to: port)
            #expect(answer?.hasPrefix("HTTP/1.1 400") == true || answer == "")
            let next = try await ConnectionTests.send(ConnectionTests.goodRequest, to: port)
            #expect(next?.hasPrefix("HTTP/1.1 200") == true)
        }
    }
}
