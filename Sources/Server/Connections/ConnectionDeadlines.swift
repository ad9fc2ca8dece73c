import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections whose client is too slow: with a request's head, with its body, or with reading the answer
/// (threats.md 20). An idle timeout alone is fooled by a byte now and then; a body of any length may come, as long as it gets on.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let head: TimeAmount
    private let request: TimeAmount
    private let stall: TimeAmount
    /// Bytes of a body for which there is the time of a request anew.
    private static let progress = 256 * 1_024

    /// Bytes of the body since the deadline was set.
    private var arrived = 0
    private var reading: Scheduled<Void>?
    private var writing: Scheduled<Void>?

    init(_ limits: ServerConfiguration.Limits) {
        head = .seconds(Int64(limits.headSeconds))
        request = .seconds(Int64(limits.requestSeconds))
        stall = .seconds(Int64(limits.stallSeconds))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expectRead(within: head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        reading?.cancel()
        writing?.cancel()
    }

    func channelActive(context: ChannelHandlerContext) {
        expectRead(within: head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        reading?.cancel()
        writing?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            arrived = 0
            expectRead(within: request, context)
        case .body(let part):
            arrived += part.readableBytes
            if arrived >= ConnectionDeadlines.progress {
                arrived = 0
                expectRead(within: request, context)
            }
        case .end:
            reading?.cancel()
            reading = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), reading == nil { expectRead(within: head, context) }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writing?.cancel()
        writing = context.channel.isWritable ? nil : close(context, in: stall)
        context.fireChannelWritabilityChanged()
    }

    private func expectRead(within time: TimeAmount, _ context: ChannelHandlerContext) {
        reading?.cancel()
        reading = close(context, in: time)
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension ConnectionDeadlines: Sendable {}
