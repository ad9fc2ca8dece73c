public import NIOCore

/// A message as a client receives it.
public typealias HPFeedsMessages = NIOThrowingAsyncSequenceProducer<
    PublishedMessage, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, HPFeedsMessagesDelegate
>

/// Turns frames of a broker into messages, answers INFO with AUTH. Lives on its channel's event loop only.
final class ClientConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let configuration: HPFeedsClientConfiguration
    private let source: HPFeedsMessages.Source
    private let greeted: EventLoopPromise<String>
    private let delegate: HPFeedsMessagesDelegate
    private var decoder: FrameDecoder
    private var hasGreeted = false
    private var isFinished = false
    private var isPaused = false
    private var isReadPending = false
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?

    init(
        configuration: HPFeedsClientConfiguration, source: HPFeedsMessages.Source, delegate: HPFeedsMessagesDelegate,
        greeted: EventLoopPromise<String>
    ) {
        self.configuration = configuration
        self.source = source
        self.delegate = delegate
        self.greeted = greeted
        self.decoder = FrameDecoder(limits: FrameLimits(maximumPublishBody: configuration.maximumMessageBytes))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        delegate.setResume { bound.eventLoop.execute { bound.value.resume() } }
        if context.channel.isActive { startTimer(configuration.greetingTimeout, then: .noGreeting) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        startTimer(configuration.greetingTimeout, then: .noGreeting)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(HPFeedsClientError.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(HPFeedsClientError.cannotConnect("\(error)"))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished else { return }
        if hasGreeted { startIdleTimer() }
        decoder.append(unwrapInboundIn(data))
        var messages: [PublishedMessage] = []
        var failure: HPFeedsClientError?
        do throws(FrameError) {
            while failure == nil, let frame = try decoder.next() { failure = handle(frame, into: &messages, context: context) }
        } catch {
            failure = .protocolViolation("\(error)")
        }
        if !messages.isEmpty, source.yield(contentsOf: messages) == .stopProducing { isPaused = true }
        if let failure { finish(failure) }
    }

    private func handle(_ frame: Frame, into messages: inout [PublishedMessage], context: ChannelHandlerContext) -> HPFeedsClientError? {
        switch frame {
        case .info(let name, let nonce):
            guard !hasGreeted else { return .protocolViolation("second INFO") }
            hasGreeted = true
            let digest = AuthenticationDigest.digest(nonce: nonce, secret: configuration.secret)
            do throws(FrameError) {
                let bytes = try FrameEncoder().encode(.auth(ident: configuration.ident, digest: digest))
                context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            } catch {
                return .unencodable(error)
            }
            timer?.cancel()
            startIdleTimer()
            greeted.succeed(name)
        case .error(let text):
            if let onUnnamedRefusal = configuration.onUnnamedRefusal, RefusalKind(text: text) == .access(channel: nil) {
                onUnnamedRefusal(text)
                return nil
            }
            return .refused(text)
        case .publish(let ident, let channel, let payload):
            messages.append(
                PublishedMessage(
                    ident: ident, channel: channel, payload: payload, receivedMicroseconds: UnixTime.microseconds()))
        case .auth, .subscribe, .unsubscribe:
            return .protocolViolation("opcode \(frame.opcode.rawValue)")
        }
        return nil
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            isReadPending = true
        } else {
            context.read()
        }
    }

    private func resume() {
        isPaused = false
        guard isReadPending else { return }
        isReadPending = false
        context?.read()
    }

    private func startIdleTimer() {
        if let limit = configuration.idleLimit { startTimer(limit, then: .idle) }
    }

    private func startTimer(_ limit: TimeAmount, then error: HPFeedsClientError) {
        guard let context else { return }
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { self.finish(error) }
    }

    private func finish(_ error: any Error) {
        guard !isFinished else { return }
        isFinished = true
        timer?.cancel()
        if !hasGreeted { greeted.fail(error) }
        source.finish(error)
        context?.close(promise: nil)
    }
}
