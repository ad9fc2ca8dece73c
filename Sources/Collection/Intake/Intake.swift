public import Documents
public import HPFeeds
public import Logging
import Model
import NIOConcurrencyHelpers
import NIOCore
import Normalization
public import ServiceLifecycle
public import Storage

/// The one door for observations: gives keys at receipt, holds messages in memory, overflows into a spool, and commits
/// them in batches with what their normalisers make of them (design decisions 8, 10 to 12).
///
/// Order is kept from receipt to commit, so the highest committed key tells after a kill which messages of the spool are
/// in the store already: each is stored once.
public final class Intake: MessageSink, Service {
    let store: any ObservationStore
    let options: @Sendable () -> IntakeOptions
    let spool: Spool
    /// Messages that the store refuses in any form.
    let rejected: Spool
    let logger: Logger
    /// What was counted since start.
    public let metrics = IntakeMetrics()

    /// Messages just received.
    let arrivals = IntakeQueue()
    /// Messages that wait for the store; older than anything in the spool.
    let memory = IntakeMemory()
    private let keys: NIOLockedValueBox<KeyGenerator>
    let state = NIOLockedValueBox(State())

    struct State {
        /// Why the store or the spool can't take messages now.
        var fault: String?
        /// Why the spool did not take what waits in memory, at the last attempt.
        var spillFault: String?
        var isHolding = false
        var isStopping = false
    }

    /// An intake in front of a store; messages are taken once ``open()`` has returned.
    ///
    /// - Parameter spoolDirectory: made when it is missing.
    public init(
        store: any ObservationStore, spoolDirectory: String, options: @escaping @Sendable () -> IntakeOptions, logger: Logger
    ) {
        self.store = store
        self.options = options
        self.logger = logger
        spool = Spool(directory: spoolDirectory) { [metrics] path in
            metrics.add { $0.damagedFiles += 1 }
            logger.error(
                "a file of the spool is damaged: what can be read of it is stored, and the file is kept",
                metadata: ["file": "\(path)", "kept": "\(path).damaged"])
        }
        rejected = Spool(directory: spoolDirectory + "-rejected")
        keys = NIOLockedValueBox(KeyGenerator(node: store.identity.node, after: nil))
    }

    /// Finds what an earlier run left in the spool, and the last key given. Call before the first message.
    public func open() async throws {
        let committed = try await store.lastBatchSequence()
        let last = try await spool.open(committed: committed > 0 ? RecordKey(rawValue: committed) : nil)
        let known = max(last?.rawValue ?? 0, committed, try await store.lastKey()?.rawValue ?? 0)
        let generator = KeyGenerator(node: store.identity.node, after: known > 0 ? RecordKey(rawValue: known) : nil)
        keys.withLockedValue { $0 = generator }
        let left = spool.size.records
        if left > 0 { logger.info("replaying the spool", metadata: ["messages": "\(left)"]) }
    }

    /// Takes messages on an event loop; never blocks on the store.
    public func accept(_ messages: [PublishedMessage]) {
        take(
            messages.map { message in
                ReceivedMessage(
                    ident: message.ident, channel: message.channel, payload: [UInt8](buffer: message.payload),
                    received: Timestamp(microseconds: message.receivedMicroseconds))
            })
    }

    /// Takes messages from anywhere else, such as a remote broker.
    func take(_ messages: [ReceivedMessage]) {
        var refused = 0
        let footprint = arrivals.put { queue in
            keys.withLockedValue { keys in
                for message in messages {
                    guard Intake.isStorable(channel: message.channel) else {
                        refused += 1
                        continue
                    }
                    let second = UInt32(clamping: message.received.seconds)
                    queue.append(KeyedMessage(key: keys.next(at: second), message: message))
                }
            }
        }
        let (all, dropped) = (messages.count, refused)
        metrics.add {
            $0.received += all - dropped
            $0.refused += dropped
        }
        if dropped > 0 {
            logger.warning("messages not stored: the channel's name holds one of ; \" { }", metadata: ["count": "\(dropped)"])
        }
        if footprint > IntakeLimits.highWater {
            setHolding(true)
            // Drained meanwhile, perhaps: the mover looks again and lets go.
            arrivals.wake()
        }
    }

    /// Upstream's rule: the name becomes a key of the statistics (normalization.md 2.1).
    static func isStorable(channel: String) -> Bool {
        !channel.utf8.contains { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
    }

    /// Whether publishers should be held: memory is full, and so is the spool. The broker asks after each read.
    public var isHolding: Bool { state.withLockedValue { $0.isHolding } }

    /// Why messages can't be committed at the moment; nil when all is well.
    public var fault: String? { state.withLockedValue { $0.fault } }

    /// What waits, for gauges: messages and bytes in memory and in the spool, and the age of the oldest in seconds.
    public func gauges(at now: Timestamp) -> (queued: Int, queuedBytes: Int, spooled: Int, spoolBytes: Int, age: Double) {
        let (first, second, disk) = (arrivals.size, memory.size, spool.size)
        let oldest = second.oldest ?? arrivals.oldest
        let age = oldest.map { Double(now.microseconds - $0.microseconds) / 1e6 } ?? 0
        return (first.messages + second.messages, first.footprint + second.footprint, spool.unacknowledged, disk.bytes, max(0, age))
    }

    /// Whether the server stops; a cancelled service counts as a stop.
    var isStopping: Bool { Task.isCancelled || state.withLockedValue { $0.isStopping } }

    func setHolding(_ holding: Bool) {
        let changed = state.withLockedValue { state in
            defer { state.isHolding = holding }
            return state.isHolding != holding
        }
        if changed, holding { logger.warning("holding publishers: memory is full and the spool does not take it fast enough") }
        if changed, !holding { logger.info("publishers may go on") }
    }

    func setFault(_ fault: String?) {
        let before = state.withLockedValue { state in
            defer { state.fault = fault }
            return state.fault
        }
        guard before != fault else { return }
        if let fault {
            logger.error("messages can't be stored for now", metadata: ["reason": "\(fault)"])
        } else {
            logger.notice("messages are stored again")
        }
    }

    /// Moves and commits until shutdown, then drains what was received.
    public func run() async throws {
        await withGracefulShutdownHandler {
            async let moved: Void = moveArrivals()
            let left = await commitBacklog()
            // Only when nothing is moved any more is everything known that waits in memory.
            await moved
            await keepOnDisk(left)
        } onGracefulShutdown: {
            self.state.withLockedValue { $0.isStopping = true }
            self.arrivals.close()
        }
        await spool.close()
    }
}
