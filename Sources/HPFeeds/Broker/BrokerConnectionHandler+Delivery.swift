import Logging
import NIOCore

extension BrokerConnectionHandler {
    /// What is queued since the last flush. Counted up here, so that one promise and one metrics update serve a whole flush.
    struct Unflushed {
        var bytes = 0
        var payloadBytes = 0
        var writes = 0
    }

    /// Queues frames for this subscriber. The newest buffer is held back: it carries the flush's promise.
    func deliver(_ frames: RelayedFrames) {
        guard ending == .none, let context else { return }
        if frames.isLarge, !(machine.grant?.receivesLarge ?? false) { return }
        if let held { context.write(wrapOutboundOut(held), promise: nil) }
        if unflushed.writes == 0 { table.flushSoon(self) }
        held = frames.bytes
        unflushed.bytes += frames.bytes.readableBytes
        unflushed.payloadBytes += frames.payloadBytes
        unflushed.writes += 1
        delivered += frames.count
        switch queue.queued(bytes: frames.bytes.readableBytes) {
        case .none, .recovered:
            break
        case .deadlineStarted:
            startDeadline(context)
        case .overflowed:
            countQueued()
            services.metrics.error(ident: authenticatedIdent, category: .sendBufferOverflow)
            services.logger.info("subscriber cut off: send buffer overflow", metadata: ["address": "\(address)"])
            closeNow()
        }
    }

    func flushDeliveries() {
        guard let held, let context else { return }
        self.held = nil
        let (bytes, writes) = (unflushed.bytes, unflushed.writes)
        countQueued()
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess { self.drained(bytes: bytes, writes: writes) }
        context.writeAndFlush(wrapOutboundOut(held), promise: promise)
    }

    private func countQueued() {
        let counted = unflushed
        unflushed = Unflushed()
        series?.update { values in
            values.sendFill += counted.payloadBytes
            values.sendQueued += counted.bytes
        }
    }

    private func drained(bytes: Int, writes: Int) {
        series?.update { values in
            values.sendDrain += bytes
            values.sendQueued -= bytes
        }
        guard queue.drained(bytes: bytes, writes: writes) == .recovered else { return }
        deadline?.cancel()
        deadline = nil
        series?.update { $0.deadlinesRecovered += 1 }
    }

    /// The connection is gone, and with it what was queued.
    func dropQueued() {
        held = nil
        countQueued()
        let bytes = queue.bytes
        let writes = queue.writes
        _ = queue.drained(bytes: bytes, writes: writes)
        series?.update { $0.sendQueued -= bytes }
    }

    /// A second AUTH changed the ident: what is queued counts for the new one.
    func moveQueued(to new: IdentSeries) {
        countQueued()
        let bytes = queue.bytes
        series?.update { $0.sendQueued -= bytes }
        new.update { $0.sendQueued += bytes }
    }

    private func startDeadline(_ context: ChannelHandlerContext) {
        series?.update { $0.deadlinesStarted += 1 }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: services.configuration.backpressureDeadline) {
            self.end(with: .deadlineExpired)
        }
    }

    // MARK: Ending

    /// Sends the ERROR behind what is queued and nothing after it, shuts the sending side down, throws away what still arrives for a
    /// second and closes: a close with unread bytes would reset the connection, and the reset can overtake the ERROR.
    func refuse(_ violation: Violation) {
        services.metrics.error(ident: labelIdent(for: violation), category: violation.category)
        services.logger.debug(
            "refused", metadata: ["address": "\(address)", "category": "\(violation.category.rawValue)"])
        flushAndClose(error: violation.text)
    }

    /// The ident label of an error: known idents only.
    private func labelIdent(for violation: Violation) -> String {
        switch violation.category {
        case .invalidIdent, .errorCheckingIdent: ""
        case .invalidSecret: violation.ident ?? ""
        default: authenticatedIdent
        }
    }

    func flushAndClose(error text: String? = nil) {
        guard ending == .none, let context else { return }
        ending = .flushing
        leaveAll()
        deadline?.cancel()
        flushHeld()
        let configuration = services.configuration
        let flushed = context.eventLoop.makePromise(of: Void.self)
        let bytes = text.flatMap { try? FrameEncoder().encode(.error(text: $0)) } ?? ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(bytes), promise: flushed)
        let eventLoop = context.eventLoop.assumeIsolated()
        let timeout = eventLoop.scheduleTask(in: configuration.shutdownFlush) { self.closeNow() }
        flushed.futureResult.assumeIsolated().whenSuccess {
            timeout.cancel()
            self.context?.close(mode: .output, promise: nil)
            eventLoop.scheduleTask(in: configuration.discardTime) { self.closeNow() }
        }
        // Throwing away needs reading, which a look-up may have stopped.
        context.read()
    }

    private func flushHeld() {
        if held != nil { flushDeliveries() }
    }

    /// Closes without waiting for anything.
    func closeNow() {
        guard ending != .closed else { return }
        ending = .closed
        machine.close()
        leaveAll()
        context?.close(promise: nil)
    }
}
