import Documents
import Model
public import Normalization
public import Storage

/// Copies what honeypots saw from one store into another, of whatever engine.
///
/// Raw messages are copied byte for byte with their ids and times of receipt; what is made from them is made anew and gets the
/// ids that it had. What was copied before is passed over, so a copy that was broken off is simply started again.
public struct ObservationCopy: Sendable {
    /// What came so far.
    public struct Progress: Sendable, Equatable {
        /// Messages committed.
        public var copied = 0
        /// Messages that were there before.
        public var known = 0
        /// Messages, sessions and urls that were looked at.
        public var seen = 0

        /// Nothing yet.
        public init() {}
    }

    private let source: any Store
    private let target: any Store
    private let normalizer: Normalizer

    /// A copy with the normalisers' settings.
    public init(from source: any Store, to target: any Store, options: NormalizationOptions) {
        self.source = source
        self.target = target
        normalizer = Normalizer(options: options)
    }

    /// Copies everything; messages that come meanwhile are copied as far as they are seen.
    ///
    /// - Parameter progress: called after each commit.
    public func run(progress: (Progress) -> Void) async throws(StorageError) -> Progress {
        var state = Progress()
        try await messages(&state, progress)
        try await sessions(&state, progress)
        try await urls(&state, progress)
        return state
    }

    private func messages(_ state: inout Progress, _ progress: (Progress) -> Void) async throws(StorageError) {
        let isFirst = try await target.status().messages == 0
        var page = Page()
        repeat {
            let slice = try await source.messages(MessageFilter(), order: .oldestFirst, page: page)
            var batch: [NormalizedMessage] = []
            var unknown: [NormalizedMessage] = []
            for stored in slice.items {
                var entry = ImportedRecord(id: stored.id, message: stored.message).normalized(normalizer)
                // The order of receipt may differ from that of the times.
                entry.key = RecordKey(seconds: stored.key.seconds, counter: 0, node: NodeIdentities.importNode)
                batch.append(entry)
                // The target may have made the id itself, when it was once copied the other way.
                if isFirst { unknown.append(entry) } else if try await isMissing(entry) { unknown.append(entry) }
            }
            if !batch.isEmpty {
                let result = unknown.isEmpty ? nil : try await target.append(IngestBatch(messages: unknown))
                try await keepFiles(of: batch)
                state.copied += result?.stored ?? 0
                state.known += batch.count - (result?.stored ?? 0)
                state.seen += batch.count
                progress(state)
            }
            page.after = slice.next
        } while page.after != nil
    }

    private func isMissing(_ entry: NormalizedMessage) async throws(StorageError) -> Bool {
        guard let id = entry.foreignID else { return true }
        return try await target.messages(MessageFilter(id: id), order: .oldestFirst, page: Page(limit: 1)).items.isEmpty
    }

    private func sessions(_ state: inout Progress, _ progress: (Progress) -> Void) async throws(StorageError) {
        var page = Page()
        repeat {
            let slice = try await source.sessions(SessionFilter(), order: .oldestFirst, page: page)
            _ = try await target.keep(slice.items.map { ForeignID($0.id, of: .session(ofMessage: $0.messageID)) })
            state.seen += slice.items.count
            progress(state)
            page.after = slice.next
        } while page.after != nil
    }

    private func urls(_ state: inout Progress, _ progress: (Progress) -> Void) async throws(StorageError) {
        var page = Page()
        repeat {
            let slice = try await source.urls(URLFilter(), page: page)
            _ = try await target.keep(slice.items.map { ForeignID($0.id, of: .url($0.url)) })
            state.seen += slice.items.count
            progress(state)
            page.after = slice.next
        } while page.after != nil
    }

    /// Files are found by their hashes alone, so their ids are asked for with the messages that carry them.
    private func keepFiles(of batch: [NormalizedMessage]) async throws(StorageError) {
        var digests: Set<String> = []
        for message in batch {
            guard case .normalized(let observations) = message.outcome else { continue }
            for case .file(let file) in observations { digests.insert(file.hashes.sha512) }
        }
        var ids: [ForeignID] = []
        for digest in digests.sorted() {
            let found = try await source.files(hash: digest, includingContent: false, page: Page(limit: 1))
            if let file = found.items.first { ids.append(ForeignID(file.id, of: .file(sha512: digest))) }
        }
        if !ids.isEmpty { _ = try await target.keep(ids) }
    }
}
