import Model
public import Normalization
public import Storage

/// Makes everything derived from raw messages anew, slice by slice, while the server runs (design decision 10).
///
/// Works from the newest message to the oldest. Raw messages, ids and statistics of receipt stay as they are, so links and
/// counts survive; what an older normaliser made is replaced in the same transaction.
public struct Renormalization: Sendable {
    /// How far it is, and what came out.
    public struct Progress: Sendable, Equatable {
        /// Messages worked through.
        public var done = 0
        /// Messages there are to work through, as far as known at the start.
        public var total = 0
        /// Of those done, messages whose normaliser failed.
        public var failed = 0

        /// Nothing done yet.
        public init() {}
    }

    private let store: any ObservationStore
    private let normalizer: Normalizer
    /// Messages replaced in one transaction; small, so that the intake is never held up for long.
    private static let sliceMessages = 500

    /// A renormalisation with the normalisers' settings.
    public init(store: any ObservationStore, options: NormalizationOptions) {
        self.store = store
        normalizer = Normalizer(options: options)
    }

    /// Works through all messages, or only those of a channel, or only those in error.
    public func run(
        channel: String? = nil, onlyErrors: Bool = false, progress: @Sendable (Progress) -> Void
    ) async throws(StorageError) -> Progress {
        var state = Progress()
        let status = try await store.status()
        state.total = onlyErrors ? status.errors.values.reduce(0, +) : status.messages
        let filter = MessageFilter(channel: channel, inError: onlyErrors)
        var page = Page(limit: Renormalization.sliceMessages)
        repeat {
            let slice = try await store.messages(filter, order: .newestFirst, page: page)
            let normalized = slice.items.map { stored in
                NormalizedMessage(
                    key: stored.key, message: stored.message, outcome: Intake.outcome(of: stored.message, normalizer))
            }
            if !normalized.isEmpty { try await store.replaceDerived(normalized) }
            state.done += normalized.count
            for message in normalized {
                if case .failed = message.outcome { state.failed += 1 }
            }
            page.after = slice.next
            progress(state)
        } while page.after != nil
        return state
    }
}
