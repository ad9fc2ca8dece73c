import Documents
import Model
import Storage

/// All that a store says, for comparison as a whole.
struct Everything: Equatable {
    struct SessionFacts: Equatable {
        var key: RecordKey
        var ident: String
        var session: Session
    }

    struct MessageFacts: Equatable {
        var key: RecordKey
        var message: ReceivedMessage
        var error: String?
        var errorTime: Timestamp?
    }

    struct URLFacts: Equatable {
        var url: String
        var extractions: [ObservedURL.Extraction]
        var messages: [RecordKey]
    }

    struct FileFacts: Equatable {
        var hashes: ContentHashes
        var guess: String
        var content: [UInt8]
        var messages: [RecordKey]
    }

    struct DorkFacts: Equatable {
        var content: String
        var type: String
        var count: Int
        var first: Timestamp
        var last: Timestamp
    }

    var messages: [MessageFacts] = []
    var sessions: [SessionFacts] = []
    var urls: [URLFacts] = []
    var files: [FileFacts] = []
    var dorks: [DorkFacts] = []
    var metadata: [AttackerMetadata] = []
    var protocols: [String: Int] = [:]
    var fileTypes: [String: Int] = [:]
    var errors: [String: Int] = [:]
    var counts: [Int] = []
    /// Ids of urls, files and dorks, which the rules do not give.
    var ids: [ObjectID] = []

    init() {}

    init(_ store: any Store) async throws {
        func keys(_ ids: [ObjectID]) -> [RecordKey] { ids.compactMap { store.identity.key(of: $0, kind: .message) } }
        messages = try await Whole.messages(store).map {
            MessageFacts(key: $0.key, message: $0.message, error: $0.lastError, errorTime: $0.lastErrorTime)
        }
        for found in try await Whole.sessions(store) {
            var session = found.session
            session.activities = try await store.activities(of: found.key)
            sessions.append(SessionFacts(key: found.key, ident: found.ident, session: session))
        }
        for url in try await Whole.urls(store) {
            urls.append(URLFacts(url: url.url, extractions: url.extractions, messages: keys(url.messageIDs)))
            ids.append(url.id)
        }
        for number in 0..<5 {
            for file in try await Whole.files(store, hash: Samples.hashes(number).md5) {
                files.append(
                    FileFacts(hashes: file.hashes, guess: file.contentGuess, content: file.content ?? [], messages: keys(file.messageIDs)))
                ids.append(file.id)
            }
        }
        for dork in try await Whole.dorks(store, DorkFilter(sortBy: .content, ascending: true)) {
            dorks.append(DorkFacts(content: dork.content, type: dork.type, count: dork.count, first: dork.first, last: dork.last))
            ids.append(dork.id)
        }
        for number in 0..<3 { metadata += try await store.metadata(ip: "203.0.113.\(number)").sorted { $0.honeypot < $1.honeypot } }
        for count in try await store.sessionProtocols() { protocols[count.value ?? "none"] = count.count }
        for count in try await store.fileTypes() { fileTypes[count.value ?? "none"] = count.count }
        let status = try await store.status()
        errors = status.errors
        counts = [status.messages, status.sessions, status.urls, status.files, status.dorks]
    }
}
