import NIOCore

extension BrokerConnectionHandler {
    /// What one socket read yields for others, handed over when all of it is processed.
    struct ReadResult {
        /// For other event loops, by index.
        var relays: [Int: [Relay]] = [:]
        var messages: [PublishedMessage] = []
        /// One time of receipt for the whole read.
        lazy var microseconds = UnixTime.microseconds()
    }

    /// Relays at once on this loop and collects for the others and the sink.
    func relay(_ run: PublishRun, into read: inout ReadResult) {
        guard let grant = machine.grant else { return }
        var run = run
        let (topic, series) = topic(of: run.channel, ident: grant.ident)
        let subscribed = topic.subscribedLoops
        if subscribed != 0 || services.sink != nil { run.compact() }
        series.published(run.payloads, bytes: run.payloadBytes)
        published += run.payloads.count
        publishedBytes += run.payloadBytes
        if subscribed != 0 {
            let frames = RelayedFrames(
                bytes: run.frames, count: run.payloads.count, payloadBytes: run.payloadBytes, isLarge: run.isLarge)
            if subscribed & loop.bit != 0 { table.deliver(frames, to: topic) }
            if subscribed & ~loop.bit != 0 {
                for other in router.loops where other.index != loop.index && subscribed & other.bit != 0 {
                    read.relays[other.index, default: []].append(Relay(topic: topic, frames: frames))
                }
            }
        }
        if services.sink != nil { collect(run, ident: grant.ident, into: &read) }
    }

    private func collect(_ run: PublishRun, ident: String, into read: inout ReadResult) {
        let time = read.microseconds
        let start = run.frames.readerIndex
        for payload in run.payloads {
            guard let bytes = run.frames.getSlice(at: start + payload.offset, length: payload.length) else { continue }
            read.messages.append(PublishedMessage(ident: ident, channel: run.channel, payload: bytes, receivedMicroseconds: time))
        }
    }

    func handOver(_ read: ReadResult) {
        for (index, relays) in read.relays { router.loops[index].deliver(relays) }
        if !read.messages.isEmpty { services.sink?.accept(read.messages) }
    }

    private func topic(of channel: String, ident: String) -> (topic: Topic, series: ChannelSeries) {
        if let known = knownTopics.first(where: { $0.topic.name.utf8.elementsEqual(channel.utf8) }) { return known }
        let known = (router.topic(channel), services.metrics.series(ident: ident, channel: channel))
        knownTopics.append(known)
        return known
    }

    // MARK: Subscriptions

    func subscribe(to channel: String) {
        guard let grant = machine.grant, ending == .none, context != nil else { return }
        let topic = router.topic(channel)
        subscribedTopics[channel] = topic
        table.subscribe(self, to: topic)
        services.metrics.series(ident: grant.ident, channel: channel).subscriptions(changeBy: 1)
        tellPresence("join", of: channel, ident: grant.ident)
    }

    func leave(_ channel: String) {
        guard let topic = subscribedTopics.removeValue(forKey: channel) else { return }
        table.unsubscribe(self, from: topic)
        let ident = authenticatedIdent
        services.metrics.series(ident: ident, channel: channel).subscriptions(changeBy: -1)
        tellPresence("leave", of: channel, ident: ident)
    }

    func leaveAll() {
        for channel in subscribedTopics.keys.sorted() { leave(channel) }
    }

    /// Subscriptions kept over a second AUTH count for the new ident from then on.
    func moveSubscriptions(from old: String, to new: String) {
        for channel in subscribedTopics.keys {
            services.metrics.series(ident: old, channel: channel).subscriptions(changeBy: -1)
            services.metrics.series(ident: new, channel: channel).subscriptions(changeBy: 1)
        }
    }

    private func tellPresence(_ event: String, of channel: String, ident: String) {
        guard machine.policy.offersPresence, PresenceChannel.subject(of: channel) == nil,
            let topic = router.existingTopic(channel + PresenceChannel.suffix), topic.subscribedLoops != 0,
            let bytes = try? FrameEncoder().encode(.publish(ident: ident, channel: topic.name, payload: ByteBuffer(string: event)))
        else { return }
        router.publish(RelayedFrames(bytes: bytes, count: 1, payloadBytes: event.utf8.count, isLarge: false), on: topic)
    }
}
