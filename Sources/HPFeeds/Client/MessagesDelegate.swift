import NIOConcurrencyHelpers
public import NIOCore

/// Connects the reader of messages with the socket: back-pressure and the end.
public final class HPFeedsMessagesDelegate: NIOAsyncSequenceProducerDelegate {
    private let resume = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)

    init() {}

    func setResume(_ body: @escaping @Sendable () -> Void) {
        resume.withLockedValue { $0 = body }
    }

    /// The reader has caught up.
    public func produceMore() {
        resume.withLockedValue { $0 }?()
    }

    /// Nobody reads any more: keep reading the socket, so that an ERROR or the end is still noticed.
    public func didTerminate() {
        resume.withLockedValue { $0 }?()
    }
}
