import NIOCore

/// The connections and subscriptions of one event loop; used on that loop only.
final class RelayTable {
    private let loopIndex: Int
    private let eventLoop: any EventLoop
    private(set) var connections: [ObjectIdentifier: BrokerConnectionHandler] = [:]
    private var subscribers: [ObjectIdentifier: [BrokerConnectionHandler]] = [:]
    private var unflushed: [BrokerConnectionHandler] = []

    init(loopIndex: Int, eventLoop: any EventLoop) {
        self.loopIndex = loopIndex
        self.eventLoop = eventLoop
    }

    func add(_ connection: BrokerConnectionHandler) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: BrokerConnectionHandler) {
        connections[ObjectIdentifier(connection)] = nil
    }

    func subscribe(_ connection: BrokerConnectionHandler, to topic: Topic) {
        let key = ObjectIdentifier(topic)
        if subscribers[key]?.contains(where: { $0 === connection }) ?? false { return }
        subscribers[key, default: []].append(connection)
        topic.setSubscribed(true, loop: loopIndex)
    }

    func unsubscribe(_ connection: BrokerConnectionHandler, from topic: Topic) {
        let key = ObjectIdentifier(topic)
        guard let index = subscribers[key]?.firstIndex(where: { $0 === connection }) else { return }
        subscribers[key]?.remove(at: index)
        if subscribers[key]?.isEmpty ?? true {
            subscribers[key] = nil
            topic.setSubscribed(false, loop: loopIndex)
        }
    }

    func deliver(_ frames: RelayedFrames, to topic: Topic) {
        // A delivery may end a connection, which changes the list: this iterates over a copy.
        guard let connections = subscribers[ObjectIdentifier(topic)] else { return }
        for connection in connections { connection.deliver(frames) }
    }

    /// Flushes `connection` when this round of the loop's events is over, so that what several publishers sent is one write.
    func flushSoon(_ connection: BrokerConnectionHandler) {
        unflushed.append(connection)
        guard unflushed.count == 1 else { return }
        eventLoop.assumeIsolated().execute {
            let connections = self.unflushed
            self.unflushed = []
            for connection in connections { connection.flushDeliveries() }
        }
    }
}
