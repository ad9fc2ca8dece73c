import Documents
import Model
import Storage

/// What one message contributes to the derived tables, in the form in which it is stored (normalization.md 2.4).
struct Contributions {
    struct URL: Equatable {
        var digest: [UInt8]
        var url: String
        /// Of its first document in the message.
        var position: Int
        /// Exact repeats left out.
        var extractions: [ObservedURL.Extraction] = []
    }

    struct File: Equatable {
        var digest: [UInt8]
        var hashes: ContentHashes
        var position: Int
        /// Of its last document in the message.
        var contentGuess: String
    }

    struct Dork: Equatable {
        var digest: [UInt8]
        var content: String
        var type: String
        var position: Int
        var time: Timestamp
        var count: Int
    }

    struct Metadata: Equatable {
        var digest: [UInt8]
        var position: Int
        var facts: AttackerMetadata
    }

    var sessions: [Session] = []
    var urls: [URL] = []
    var files: [File] = []
    var dorks: [Dork] = []
    var metadata: [Metadata] = []
    /// Bytes of files by digest.
    var contents: [[UInt8]: [UInt8]] = [:]

    init() {}

    init(_ observations: [Observation]) {
        for (position, observation) in observations.enumerated() {
            switch observation {
            case .session(let session): sessions.append(session)
            case .url(let url): add(url, position: position)
            case .file(let file): add(file, position: position)
            case .dork(let dork):
                dorks.append(
                    Dork(
                        digest: Digest.of(dork: dork.content, type: dork.type), content: dork.content, type: dork.type,
                        position: position, time: dork.timestamp, count: dork.count))
            case .metadata(let facts):
                // normalization.md 2.4: without address or honeypot it is ignored.
                guard !facts.ip.isEmpty, !facts.honeypot.isEmpty else { continue }
                metadata.append(Metadata(digest: Digest.of(facts), position: position, facts: facts))
            }
        }
    }

    private mutating func add(_ url: ObservedURL, position: Int) {
        let index: Int
        if let known = urls.firstIndex(where: { $0.url == url.url }) {
            index = known
        } else {
            index = urls.count
            urls.append(URL(digest: Digest.of(url.url), url: url.url, position: position))
        }
        for extraction in url.extractions {
            let isRepeat = urls[index].extractions.contains {
                $0.timestamp == extraction.timestamp && $0.hashes.sha512 == extraction.hashes.sha512
            }
            if !isRepeat { urls[index].extractions.append(extraction) }
        }
    }

    private mutating func add(_ file: ObservedFile, position: Int) {
        let digest = Digest.of(file: file.hashes)
        contents[digest] = file.content
        if let known = files.firstIndex(where: { $0.digest == digest }) {
            files[known].contentGuess = file.contentGuess
        } else {
            files.append(File(digest: digest, hashes: file.hashes, position: position, contentGuess: file.contentGuess))
        }
    }
}

/// The outcome of a message as the store keeps it.
struct StoredOutcome {
    var contributions = Contributions()
    var error: (reason: String, time: Timestamp)?

    /// A message that gives more sessions than there are keys for is in error, not the batch around it.
    init(_ message: NormalizedMessage) {
        switch message.outcome {
        case .failed(let reason, let time):
            error = (reason, time)
        case .normalized(let observations):
            let made = Contributions(observations)
            if made.sessions.count > RecordKey.positionsPerMessage {
                error = ("More than \(RecordKey.positionsPerMessage) sessions in one message", message.message.received)
            } else {
                contributions = made
            }
        }
    }
}
