public import Logging
import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix
public import ServiceLifecycle

/// A puller: stays subscribed to channels of a remote broker, reconnecting for ever (`hpfeeds.md` section 10).
public final class HPFeedsSubscription: Service {
    /// How it stands.
    public struct Snapshot: Sendable, Equatable {
        /// Where the puller is in its life.
        public enum Phase: String, Sendable {
            /// `run()` has not begun, or has ended.
            case stopped
            /// Connecting or waiting for INFO.
            case connecting
            /// Connected, AUTH and SUBSCRIBE sent.
            case connected
            /// Waiting for the next attempt.
            case backingOff
            /// The same, after the broker refused ident or secret.
            case authenticationFailed
        }

        /// Where the puller is in its life.
        public var phase = Phase.stopped
        /// Why the last connection failed or ended.
        public var lastError: String?
        /// Microseconds since 1970 of the last message.
        public var lastMessageMicroseconds: Int64?
        /// Messages received, by channel.
        public var messages: [String: Int] = [:]
        /// Channels the broker refused; not asked for any more.
        public var refusedChannels: [String] = []
        /// Connections that were greeted.
        public var connections = 0
    }

    private let configuration: HPFeedsClientConfiguration
    private let channels: [String]
    private let sink: any MessageSink
    private let logger: Logger
    private let minimumDelay: TimeAmount
    private let maximumDelay: TimeAmount
    private let state = NIOLockedValueBox(Snapshot())

    /// A puller that does nothing until `run()`.
    ///
    /// - Parameters:
    ///   - configuration: The remote broker and the ident there.
    ///   - channels: What to subscribe to, each again after every reconnect.
    ///   - sink: Takes the messages, with their original idents.
    ///   - logger: For connects and failures.
    ///   - minimumDelay: First waiting time after a failure.
    ///   - maximumDelay: Longest waiting time.
    public init(
        configuration: HPFeedsClientConfiguration, channels: [String], sink: any MessageSink, logger: Logger,
        minimumDelay: TimeAmount = .seconds(1), maximumDelay: TimeAmount = .seconds(60)
    ) {
        self.configuration = configuration
        self.channels = channels
        self.sink = sink
        self.logger = logger
        self.minimumDelay = minimumDelay
        self.maximumDelay = maximumDelay
    }

    /// How it stands now.
    public var snapshot: Snapshot { state.withLockedValue { $0 } }

    /// Pulls until graceful shutdown or cancellation.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.pullForEver() }
        state.withLockedValue { $0.phase = .stopped }
    }

    private func pullForEver() async {
        var backoff = Backoff(minimum: minimumDelay, maximum: maximumDelay)
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            let received = snapshot.messages.values.reduce(0, +)
            do {
                try await pull()
            } catch {
                if Task.isCancelled { break }
                if snapshot.messages.values.reduce(0, +) > received { backoff.reset() }
                note(error, backoff: &backoff)
            }
            let delay = backoff.delay(using: &generator)
            try? await Task.sleep(for: .nanoseconds(delay.nanoseconds))
        }
    }

    private func pull() async throws {
        state.withLockedValue { $0.phase = .connecting }
        var configuration = configuration
        configuration.onUnnamedRefusal = { [state, logger] text in
            state.withLockedValue { $0.lastError = "\(HPFeedsClientError.refused(text))" }
            logger.warning("remote broker refused a channel without naming it", metadata: ["text": "\(text)"])
        }
        let client = try await HPFeedsClient.connect(configuration)
        do {
            try await withTaskCancellationHandler {
                try await receive(from: client)
            } onCancel: {
                Task { await client.close() }
            }
        } catch {
            await client.close()
            throw error
        }
    }

    private func receive(from client: HPFeedsClient) async throws {
        let refused = snapshot.refusedChannels
        for channel in channels where !refused.contains(channel) {
            try? await client.subscribe(to: channel)
        }
        state.withLockedValue { state in
            state.phase = .connected
            state.connections += 1
        }
        logger.info("connected to remote broker", metadata: ["host": "\(configuration.host)", "broker": "\(client.brokerName)"])
        for try await message in client.messages {
            state.withLockedValue { state in
                state.messages[message.channel, default: 0] += 1
                state.lastMessageMicroseconds = message.receivedMicroseconds
            }
            while sink.isHolding { try await Task.sleep(for: .milliseconds(20)) }
            sink.accept([message])
        }
        throw HPFeedsClientError.closed
    }

    private func note(_ error: any Error, backoff: inout Backoff) {
        var phase = Snapshot.Phase.backingOff
        if case .refused(let text) = error as? HPFeedsClientError {
            switch RefusalKind(text: text) {
            case .authentication:
                backoff.raiseToMaximum()
                phase = .authenticationFailed
            case .access(let channel?) where channels.contains(channel):
                // Everything else can still be had: try again at once without it.
                backoff.reset()
                state.withLockedValue { $0.refusedChannels.append(channel) }
            case .access, .other:
                break
            }
        }
        state.withLockedValue { [phase] state in
            state.phase = phase
            state.lastError = "\(error)"
        }
        logger.warning("remote broker lost", metadata: ["host": "\(configuration.host)", "error": "\(error)"])
    }
}
