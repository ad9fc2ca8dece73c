package import Documents
package import Model

/// What one message contributes to the documents that are derived from it, in the form in which every engine stores it
/// (normalization.md 2.4).
package struct Contributions {
    package struct URL: Equatable {
        package var url: String
        /// Of its first document in the message.
        package var position: Int
        /// Exact repeats left out.
        package var extractions: [ObservedURL.Extraction] = []

        package init(url: String, position: Int) {
            self.url = url
            self.position = position
        }
    }

    package struct File: Equatable {
        package var hashes: ContentHashes
        package var position: Int
        /// Of its last document in the message.
        package var contentGuess: String

        package init(hashes: ContentHashes, position: Int, contentGuess: String) {
            self.hashes = hashes
            self.position = position
            self.contentGuess = contentGuess
        }
    }

    package struct Dork: Equatable {
        package var content: String
        package var type: String
        package var position: Int
        package var time: Timestamp
        package var count: Int

        package init(content: String, type: String, position: Int, time: Timestamp, count: Int) {
            self.content = content
            self.type = type
            self.position = position
            self.time = time
            self.count = count
        }
    }

    package struct Metadata: Equatable {
        package var position: Int
        package var facts: AttackerMetadata

        package init(position: Int, facts: AttackerMetadata) {
            self.position = position
            self.facts = facts
        }
    }

    package var sessions: [Session] = []
    package var urls: [URL] = []
    package var files: [File] = []
    package var dorks: [Dork] = []
    package var metadata: [Metadata] = []
    /// Bytes of files by SHA-512, which is what makes a file.
    package var contents: [String: [UInt8]] = [:]

    package init() {}

    package init(_ observations: [Observation]) {
        for (position, observation) in observations.enumerated() {
            switch observation {
            case .session(let session): sessions.append(session)
            case .url(let url): add(url, position: position)
            case .file(let file): add(file, position: position)
            case .dork(let dork):
                dorks.append(
                    Dork(content: dork.content, type: dork.type, position: position, time: dork.timestamp, count: dork.count))
            case .metadata(let facts):
                // normalization.md 2.4: without address or honeypot it is ignored.
                guard !facts.ip.isEmpty, !facts.honeypot.isEmpty else { continue }
                metadata.append(Metadata(position: position, facts: facts))
            }
        }
    }

    private mutating func add(_ url: ObservedURL, position: Int) {
        let index: Int
        if let known = urls.firstIndex(where: { $0.url == url.url }) {
            index = known
        } else {
            index = urls.count
            urls.append(URL(url: url.url, position: position))
        }
        for extraction in url.extractions {
            let isRepeat = urls[index].extractions.contains {
                $0.timestamp == extraction.timestamp && $0.hashes.sha512 == extraction.hashes.sha512
            }
            if !isRepeat { urls[index].extractions.append(extraction) }
        }
    }

    private mutating func add(_ file: ObservedFile, position: Int) {
        contents[file.hashes.sha512] = file.content
        if let known = files.firstIndex(where: { $0.hashes.sha512 == file.hashes.sha512 }) {
            files[known].contentGuess = file.contentGuess
        } else {
            files.append(File(hashes: file.hashes, position: position, contentGuess: file.contentGuess))
        }
    }

    /// What these have and others have not, sessions left aside.
    package func without(_ other: Contributions) -> Contributions {
        var rest = self
        rest.sessions = []
        rest.urls.removeAll { other.urls.contains($0) }
        rest.files.removeAll { other.files.contains($0) }
        rest.dorks.removeAll { other.dorks.contains($0) }
        rest.metadata.removeAll { other.metadata.contains($0) }
        return rest
    }
}
