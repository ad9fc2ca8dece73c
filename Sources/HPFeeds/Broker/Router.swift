import NIOConcurrencyHelpers
import NIOCore

/// Frames on their way to subscribers, shared by all of them.
struct RelayedFrames: Sendable {
    var bytes: ByteBuffer
    /// How many messages they are.
    var count: Int
    var payloadBytes: Int
    /// A single frame over 5 + 1 048 576 bytes.
    var isLarge: Bool
}

/// Frames for one channel.
struct Relay: Sendable {
    var topic: Topic
    var frames: RelayedFrames
}

/// One event loop of the broker with its connections, reached from other loops only through it.
struct RelayLoop: Sendable {
    let index: Int
    let eventLoop: any EventLoop
    private let table: NIOLoopBound<RelayTable>

    /// Call on the event loop.
    init(index: Int, eventLoop: any EventLoop) {
        self.index = index
        self.eventLoop = eventLoop
        table = NIOLoopBound(RelayTable(loopIndex: index, eventLoop: eventLoop), eventLoop: eventLoop)
    }

    /// This loop in a set of loops.
    var bit: UInt64 { 1 << UInt64(index) }

    /// The loop's connections; on the loop only.
    var connections: RelayTable { table.value }

    /// Asks the loop for something about its connections.
    func submit<Result: Sendable>(_ body: @escaping @Sendable (RelayTable) -> Result) -> EventLoopFuture<Result> {
        eventLoop.submit { body(table.value) }
    }

    /// Hands over what one read gave: the loop is entered once for all of it.
    func deliver(_ relays: [Relay]) {
        eventLoop.execute {
            for relay in relays { table.value.deliver(relay.frames, to: relay.topic) }
        }
    }
}

/// The event loops of a broker and the channels that anyone has used.
final class Router: Sendable {
    /// Sets of loops are 64 bits.
    static let maximumLoops = 64

    let loops: [RelayLoop]
    private let topics = NIOLockedValueBox<[Topic.Name: Topic]>([:])

    init(loops: [RelayLoop]) {
        self.loops = loops
    }

    func loop(of eventLoop: any EventLoop) -> RelayLoop? {
        loops.first { $0.eventLoop === eventLoop }
    }

    /// The topic of a channel, made where it is missing. For permitted channels only, so hostile names make none.
    func topic(_ name: String) -> Topic {
        topics.withLockedValue { topics in
            if let known = topics[Topic.Name(string: name)] { return known }
            let made = Topic(name: name)
            topics[Topic.Name(string: name)] = made
            return made
        }
    }

    /// The topic of a channel, nil when nobody has ever used it.
    func existingTopic(_ name: String) -> Topic? {
        topics.withLockedValue { $0[Topic.Name(string: name)] }
    }

    /// Delivers to every subscriber, from any thread.
    func publish(_ frames: RelayedFrames, on topic: Topic) {
        let subscribed = topic.subscribedLoops
        for loop in loops where subscribed & loop.bit != 0 {
            loop.deliver([Relay(topic: topic, frames: frames)])
        }
    }
}
