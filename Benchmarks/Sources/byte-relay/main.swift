// The ceiling: what is read from the first connection is written to every other one, no frames, no accounts, NIO alone.
// Usage: byte-relay HOST:PORT PUBLISHERS; the first PUBLISHERS connections are read, later ones are written to. Prints `ready`.
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

final class Peers: Sendable {
    struct State {
        var publishers: Int
        var subscribers: [any Channel] = []
    }

    let state: NIOLockedValueBox<State>

    init(publishers: Int) {
        state = NIOLockedValueBox(State(publishers: publishers))
    }
}

final class ByteRelay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let peers: Peers
    private var subscribers: [any Channel] = []

    init(_ peers: Peers) {
        self.peers = peers
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        peers.state.withLockedValue { state in
            if state.publishers > 0 { state.publishers -= 1 } else { state.subscribers.append(channel) }
        }
        // Tells the load generator that the role is settled.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "+")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if subscribers.isEmpty { subscribers = peers.state.withLockedValue { $0.subscribers } }
        let bytes = unwrapInboundIn(data)
        for subscriber in subscribers { subscriber.writeAndFlush(bytes, promise: nil) }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let publishers = Int(arguments[2]), let port = arguments[1].split(separator: ":").last.flatMap({ Int($0) })
else {
    print("usage: byte-relay 127.0.0.1:PORT PUBLISHERS")
    exit(64)
}
let peers = Peers(publishers: publishers)
let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount))
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.maxMessagesPerRead, value: 1)
    .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1_024, maximum: 262_144))
    .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(ByteRelay(peers)) }
    }
    .bind(host: "127.0.0.1", port: port).get()
print("ready 127.0.0.1:\(channel.localAddress?.port ?? 0)")
fflush(nil)
try await channel.closeFuture.get()
