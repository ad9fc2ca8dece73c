import Logging
import NIOConcurrencyHelpers
import NIOCore

/// Carries out what the state machine of one connection decides, and queues what is delivered to it.
///
/// Lives on its channel's event loop only.
final class BrokerConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How far the end of the connection is.
    enum Ending {
        case none
        /// Nothing more is queued; what is queued is being flushed.
        case flushing
        case closed
    }

    let services: BrokerServices
    let router: Router
    let loop: RelayLoop
    let table: RelayTable
    let allows: Endpoint.Allowance
    let sinceMicroseconds = UnixTime.microseconds()

    var machine: ConnectionStateMachine
    var context: ChannelHandlerContext?
    var ending = Ending.none
    /// Set while authenticated.
    var series: IdentSeries?
    /// Empty before authentication.
    var authenticatedIdent = ""
    /// The grant counted as an authenticated connection; it outlives the state machine's session until the channel is closed.
    private var countedGrant: Grant?
    var knownTopics: [(topic: Topic, series: ChannelSeries)] = []
    var subscribedTopics: [String: Topic] = [:]
    var published = 0
    var publishedBytes = 0
    var delivered = 0

    // What is delivered: see BrokerConnectionHandler+Delivery.swift.
    var queue: SendQueue
    var held: ByteBuffer?
    var unflushed = Unflushed()
    var deadline: Scheduled<Void>?

    private var origin: UnauthenticatedLimiter.Origin?
    private var authenticationTimer: Scheduled<Void>?
    private var isReadPending = false
    private var isProcessing = false
    private var countedBacklog = 0

    init(services: BrokerServices, router: Router, loop: RelayLoop, allows: Endpoint.Allowance) {
        let configuration = services.configuration
        self.services = services
        self.router = router
        self.loop = loop
        self.table = loop.connections
        self.allows = allows
        self.machine = ConnectionStateMachine(nonce: AuthenticationDigest.makeNonce(), policy: configuration.policy(for: allows))
        self.queue = SendQueue(marks: configuration.marks)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { start(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    private func start(_ context: ChannelHandlerContext) {
        let configuration = services.configuration
        services.metrics.connectionMade()
        table.add(self)
        let origin = UnauthenticatedLimiter.Origin(context.remoteAddress)
        guard
            services.limiter.admit(
                origin, perAddress: configuration.maximumUnauthenticatedPerAddress, total: configuration.maximumUnauthenticated)
        else {
            services.metrics.error(ident: "", category: .tooManyUnauthenticated)
            return closeNow()
        }
        self.origin = origin
        startAuthenticationTimer(configuration.authenticationTimeout)
        let name = Violation.printable(configuration.name)
        if let info = try? FrameEncoder().encode(.info(name: name, nonce: machine.nonce)) {
            context.writeAndFlush(wrapOutboundOut(info), promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // A look-up may be running with complete messages behind it: they still count.
        machine.inputClosed()
        if machine.wantsRead { process() }
        ending = .closed
        leaveAll()
        authenticationTimer?.cancel()
        deadline?.cancel()
        releaseOrigin()
        table.remove(self)
        dropQueued()
        countBacklog()
        if let countedGrant { services.metrics.authenticated(countedGrant, changeBy: -1) }
        countedGrant = nil
        services.metrics.connectionLost(ident: series == nil ? nil : authenticatedIdent)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !machine.isClosed else { return }
        let bytes = unwrapInboundIn(data)
        if let series {
            let count = bytes.readableBytes
            series.update { $0.received += count }
        }
        machine.received(bytes)
        process()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent {
            if machine.isClosed { return closeNow() }
            machine.inputClosed()
            process()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        services.logger.debug("connection failed", metadata: ["address": "\(address)", "error": "\(error)"])
        // A reset during a look-up: what was received before it still counts.
        if machine.wantsRead { closeNow() } else { context.close(promise: nil) }
    }

    func read(context: ChannelHandlerContext) {
        if !machine.wantsRead {
            isReadPending = true
        } else if services.sink?.isHolding ?? false, series != nil {
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
                if let context = self.context, self.ending == .none { self.read(context: context) }
            }
        } else {
            context.read()
        }
    }

    var address: String { context?.remoteAddress.map { "\($0)" } ?? "unknown" }

    // MARK: Actions

    /// Does everything the state machine asks for now.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        var read = ReadResult()
        loop: while true {
            switch machine.nextAction() {
            case .wait: break loop
            case .lookUp(let ident): lookUp(ident)
            case .ready(let grant, let previous, let dropped): becomeReady(grant, previous: previous, dropped: dropped)
            case .relay(let run): relay(run, into: &read)
            case .subscribe(let channel): subscribe(to: channel)
            case .unsubscribe(let channel): leave(channel)
            case .refuse(let violation): refuse(violation)
            case .finish: flushAndClose()
            }
        }
        handOver(read)
        countBacklog()
    }

    private func countBacklog() {
        guard let series, machine.bufferedBytes != countedBacklog else { return }
        let change = machine.bufferedBytes - countedBacklog
        countedBacklog += change
        series.update { $0.receiveQueued += change }
    }

    // MARK: Authentication

    private func startAuthenticationTimer(_ timeout: TimeAmount) {
        guard let context else { return }
        authenticationTimer?.cancel()
        authenticationTimer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.end(with: .authenticationTimeout)
        }
    }

    private func lookUp(_ ident: String) {
        guard let context else { return }
        if series != nil { startAuthenticationTimer(services.configuration.authenticationTimeout) }
        let services = services
        let promise = context.eventLoop.makePromise(of: (Grant?, Int).self)
        promise.completeWithTask {
            let generation = services.grantGeneration.withLockedValue { $0 }
            return (try await services.authorizer.grant(for: ident), generation)
        }
        promise.futureResult.assumeIsolated().whenComplete { result in
            self.answered(result, ident: ident)
        }
    }

    private func answered(_ result: Result<(Grant?, Int), any Error>, ident: String) {
        if case .success((_, let generation)) = result, generation != services.grantGeneration.withLockedValue({ $0 }) {
            return lookUp(ident)
        }
        if case .failure(let error) = result {
            services.logger.error("cannot look up ident", metadata: ["ident": "\(Violation.printable(ident))", "error": "\(error)"])
        }
        machine.resolved(result.map { $0.0 })
        process()
        if isReadPending, machine.wantsRead {
            isReadPending = false
            context?.read()
        }
    }

    private func becomeReady(_ grant: Grant, previous: Grant?, dropped: [String]) {
        authenticationTimer?.cancel()
        authenticationTimer = nil
        releaseOrigin()
        guard ending == .none, context != nil else { return publishOnly(grant) }
        for channel in dropped { leave(channel) }
        if let previous {
            services.metrics.authenticated(previous, changeBy: -1)
            moveSubscriptions(from: previous.ident, to: grant.ident)
            moveQueued(to: services.metrics.series(ident: grant.ident))
        }
        adopt(grant)
        services.metrics.connectionReady(grant)
        services.logger.debug("ready", metadata: ["ident": "\(grant.ident)", "address": "\(address)"])
    }

    /// The client went away during its look-up: what it sent still counts, but it is no connection any more.
    private func publishOnly(_ grant: Grant) {
        knownTopics = []
        authenticatedIdent = grant.ident
    }

    private func adopt(_ grant: Grant) {
        if let series, countedBacklog != 0 {
            let counted = countedBacklog
            series.update { $0.receiveQueued -= counted }
            countedBacklog = 0
        }
        series = services.metrics.series(ident: grant.ident)
        knownTopics = []
        authenticatedIdent = grant.ident
        countedGrant = grant
    }

    private func releaseOrigin() {
        if let origin { services.limiter.release(origin) }
        origin = nil
    }

    // MARK: Changes from outside

    /// Applies what changed about the ident; nil when it is gone.
    func grantChanged(_ grant: Grant?) {
        guard let current = machine.grant, ending == .none else { return }
        guard let grant else { return end(with: .revoked) }
        for channel in machine.grantChanged(grant) { leave(channel) }
        knownTopics = []
        guard current.owner != grant.owner else { return }
        services.metrics.authenticated(current, changeBy: -1)
        services.metrics.authenticated(grant, changeBy: 1)
        countedGrant = grant
    }

    func settingsChanged(_ configuration: BrokerConfiguration) {
        machine.update(policy: configuration.policy(for: allows))
        queue.marks = configuration.marks
    }

    /// Ends the connection for a reason that is not in what it sent.
    func end(with violation: Violation) {
        guard ending == .none else { return }
        refuse(violation)
        machine.close()
        countBacklog()
    }

    /// The broker stops.
    func shutDown() {
        guard ending == .none else { return }
        machine.close()
        flushAndClose()
    }

    func snapshot() -> ConnectionSnapshot {
        ConnectionSnapshot(
            ident: countedGrant?.ident, owner: countedGrant?.owner, address: address, sinceMicroseconds: sinceMicroseconds,
            published: published, publishedBytes: publishedBytes, delivered: delivered, queuedBytes: queue.bytes,
            subscriptions: machine.subscriptions.sorted())
    }
}
