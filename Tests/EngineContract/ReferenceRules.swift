import Documents
import Model
import Storage

/// The rules of normalization.md 2.4, applied to all messages at once in the order of receipt.
enum ReferenceRules {
    static func everything(_ messages: some Sequence<NormalizedMessage>) -> Everything {
        var result = Everything()
        var shared = Shared()
        for entry in messages.sorted(by: { $0.key < $1.key }) {
            var facts = Everything.MessageFacts(key: entry.key, message: entry.message)
            switch entry.outcome {
            case .failed(let reason, let time):
                facts.error = reason
                facts.errorTime = time
                result.errors[entry.message.channel, default: 0] += 1
            case .normalized(let observations):
                var position = 0
                for observation in observations {
                    guard case .session(let session) = observation else {
                        shared.add(observation, of: entry.key)
                        continue
                    }
                    result.sessions.append(
                        Everything.SessionFacts(key: entry.key.at(position: position), ident: entry.message.ident, session: session))
                    result.protocols[session.protocol ?? "none", default: 0] += 1
                    position += 1
                }
            }
            result.messages.append(facts)
        }
        result.urls = shared.urls
        result.files = shared.files.sorted { $0.hashes.md5 < $1.hashes.md5 }
        result.dorks = shared.dorks.sorted { $0.content < $1.content }
        result.metadata = shared.newestFacts()
        for file in result.files { result.fileTypes[file.guess, default: 0] += 1 }
        result.counts = [
            result.messages.count, result.sessions.count, result.urls.count, result.files.count, result.dorks.count,
        ]
        return result
    }

    /// Documents that several messages share.
    private struct Shared {
        var urls: [Everything.URLFacts] = []
        var files: [Everything.FileFacts] = []
        var dorks: [Everything.DorkFacts] = []
        var facts: [AttackerMetadata] = []

        mutating func add(_ observation: Observation, of key: RecordKey) {
            switch observation {
            case .session: break
            case .url(let url): add(url, of: key)
            case .file(let file): add(file, of: key)
            case .dork(let dork): add(dork)
            case .metadata(let facts): self.facts.append(facts)
            }
        }

        private var extractionsOfMessage: [String: [ObservedURL.Extraction]] = [:]

        private mutating func add(_ url: ObservedURL, of key: RecordKey) {
            let index = urls.firstIndex { $0.url == url.url } ?? urls.count
            if index == urls.count { urls.append(Everything.URLFacts(url: url.url, extractions: [], messages: [])) }
            if urls[index].messages.last != key {
                urls[index].messages.append(key)
                extractionsOfMessage[url.url] = []
            }
            for extraction in url.extractions {
                let isRepeat = extractionsOfMessage[url.url, default: []].contains(extraction)
                guard !isRepeat else { continue }
                extractionsOfMessage[url.url, default: []].append(extraction)
                urls[index].extractions.append(extraction)
            }
        }

        private mutating func add(_ file: ObservedFile, of key: RecordKey) {
            guard let index = files.firstIndex(where: { $0.hashes.sha512 == file.hashes.sha512 }) else {
                files.append(
                    Everything.FileFacts(hashes: file.hashes, guess: file.contentGuess, content: file.content, messages: [key]))
                return
            }
            files[index].guess = file.contentGuess
            if files[index].messages.last != key { files[index].messages.append(key) }
        }

        private mutating func add(_ dork: ObservedDork) {
            guard let index = dorks.firstIndex(where: { $0.content == dork.content && $0.type == dork.type }) else {
                dorks.append(
                    Everything.DorkFacts(
                        content: dork.content, type: dork.type, count: dork.count, first: dork.timestamp, last: dork.timestamp))
                return
            }
            dorks[index].count += dork.count
            dorks[index].first = min(dorks[index].first, dork.timestamp)
            dorks[index].last = max(dorks[index].last, dork.timestamp)
        }

        /// Facts by address and honeypot, the later ones over the earlier ones.
        func newestFacts() -> [AttackerMetadata] {
            var newest: [String: AttackerMetadata] = [:]
            let ordered = facts.enumerated().sorted { ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset) }
            for (_, facts) in ordered {
                let old = newest["\(facts.ip) \(facts.honeypot)"]
                newest["\(facts.ip) \(facts.honeypot)"] = AttackerMetadata(
                    ip: facts.ip, honeypot: facts.honeypot, timestamp: facts.timestamp, os: facts.os ?? old?.os,
                    app: facts.app ?? old?.app, link: facts.link ?? old?.link, uptime: facts.uptime ?? old?.uptime)
            }
            return newest.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
