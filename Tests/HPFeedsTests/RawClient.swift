import Foundation
import HPFeeds
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// A socket without any protocol, for sending bytes a real client would not.
final class RawClient: Sendable {
    struct Timeout: Error {}

    private struct Received: Sendable {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let received: NIOLockedValueBox<Received>

        init(_ received: NIOLockedValueBox<Received>) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            received.withLockedValue { $0.bytes.append(contentsOf: bytes.readableBytesView) }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .inputClosed = event as? ChannelEvent { received.withLockedValue { $0.isClosed = true } }
        }

        func channelInactive(context: ChannelHandlerContext) {
            received.withLockedValue { $0.isClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    private let channel: any Channel
    private let received: NIOLockedValueBox<Received>

    private init(channel: any Channel, received: NIOLockedValueBox<Received>) {
        self.channel = channel
        self.received = received
    }

    static func connect(to address: SocketAddress, tls: NIOSSLContext? = nil) async throws -> RawClient {
        let received = NIOLockedValueBox(Received())
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: "broker.test"))
                    }
                    try channel.pipeline.syncOperations.addHandler(Collector(received))
                }
            }
            .connect(to: address).get()
        return RawClient(channel: channel, received: received)
    }

    /// Connects, takes INFO off and logs in.
    static func logIn(
        to address: SocketAddress, ident: String = "ident", secret: String = "secret", tls: NIOSSLContext? = nil
    ) async throws -> RawClient {
        let client = try await connect(to: address, tls: tls)
        let auth = try await client.auth(ident: ident, secret: secret)
        try await client.send(.auth(ident: auth.ident, digest: auth.digest))
        return client
    }

    /// Takes INFO off and computes what AUTH needs.
    func auth(ident: String, secret: String) async throws -> (ident: String, digest: [UInt8]) {
        guard case .info(_, let nonce) = try await frame() else { throw Timeout() }
        return (ident, AuthenticationDigest.digest(nonce: nonce, secret: secret))
    }

    func send(_ frames: Frame...) async throws {
        var buffer = ByteBuffer()
        for frame in frames { try FrameEncoder().encode(frame, into: &buffer) }
        try await channel.writeAndFlush(buffer)
    }

    func send(bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func send(_ buffer: ByteBuffer) async throws {
        try await channel.writeAndFlush(buffer)
    }

    func close() async throws {
        try await channel.close()
    }

    func finishSending() async throws {
        try await channel.close(mode: .output)
    }

    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    var bytes: [UInt8] { received.withLockedValue { $0.bytes } }

    /// Unlike `bytes.count` no copy, which the next read would have to make.
    var byteCount: Int { received.withLockedValue { $0.bytes.count } }

    var isClosed: Bool { received.withLockedValue { $0.isClosed } }

    /// The next frame; throws when none comes in time or the stream ends first.
    func frame(within seconds: Double = 20) async throws -> Frame {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if let frame = takeFrame() { return frame }
            if isClosed, let frame = takeFrame() { return frame }
            if isClosed { throw ChannelError.eof }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Timeout()
    }

    private func takeFrame() -> Frame? {
        received.withLockedValue { received in
            guard received.bytes.count >= 5 else { return nil }
            let length = received.bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
            guard received.bytes.count >= length else { return nil }
            var decoder = FrameDecoder(limits: FrameLimits(maximumPublishBody: FrameLimits.absoluteMaximumBody))
            decoder.append(ByteBuffer(bytes: received.bytes[..<length]))
            received.bytes.removeFirst(length)
            return try? decoder.next()
        }
    }

    /// Waits for the end of the stream and returns what is left before it.
    func rest(within seconds: Double = 20) async throws -> [UInt8] {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if isClosed { return bytes }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Timeout()
    }
}
