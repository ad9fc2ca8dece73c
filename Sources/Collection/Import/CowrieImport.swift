import Crypto
import Documents
import Model
public import Normalization
public import Storage

/// Takes the sessions of a Cowrie's JSON log into the store, as if its hpfeeds output had sent them.
///
/// The files of one log, rotated by day, are given in their order: a session may begin in one and end in another. It is known
/// by its sensor, id and start, so that a log can be taken over again while it grows.
public struct CowrieImport {
    private let store: any ObservationStore
    private let normalizer: Normalizer
    private let ident: String?
    private var open: [String: CowrieSession] = [:]
    private var batch: [NormalizedMessage] = []
    private var newest = Timestamp(microseconds: 0)
    /// What came so far.
    public private(set) var counts = ImportCounts()

    private static let batchSessions = 1_000
    /// A session without an event for so long has ended, though its end was not logged: Cowrie was killed.
    private static let abandonedMicroseconds: Int64 = 24 * 3_600 * 1_000_000

    /// An import with the normalisers' settings.
    ///
    /// - Parameter ident: the publisher of all sessions; nil takes the name that the sensor has in the log.
    public init(store: any ObservationStore, options: NormalizationOptions, ident: String?) {
        self.store = store
        self.ident = ident
        normalizer = Normalizer(options: options)
    }

    /// Sessions that have not ended yet.
    public var openSessions: Int { open.count }

    /// Reads the next file of the log to its end.
    public mutating func read(
        file: Int32, refused: (ImportLineError) -> Void, progress: (ImportCounts) -> Void
    ) async throws {
        var reader = LineReader(file: file)
        let before = counts.bytes
        var number = 0
        while let line = try reader.next() {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            if let reason = take(line) {
                counts.refused += 1
                refused(ImportLineError(line: number, reason: reason))
            }
            counts.bytes = before + reader.bytesRead
            if batch.count >= CowrieImport.batchSessions {
                try await commit()
                progress(counts)
            }
        }
        counts.bytes = before + reader.bytesRead
        try await commit()
        progress(counts)
    }

    /// After the last file: takes the sessions whose end will never be logged; the others wait for the next import.
    public mutating func finish() async throws {
        for (id, session) in open where newest.microseconds - session.last.microseconds > CowrieImport.abandonedMicroseconds {
            open[id] = nil
            append(session, end: nil)
        }
        try await commit()
    }

    /// Takes an event; gives the reason when it is none.
    private mutating func take(_ line: [UInt8]) -> String? {
        let event: JSONView
        do throws(JSONError) { event = try JSONText(line).root } catch { return error.description }
        guard event.kind == .object else { return "not a JSON object" }
        guard let name = event["eventid"]?.string else { return "eventid: missing" }
        // Events of the honeypot itself belong to no session.
        guard let id = event["session"]?.string else { return nil }
        guard let time = event["timestamp"]?.string.flatMap({ Timestamp($0) }), (0...Int64(UInt32.max)).contains(time.seconds) else {
            return "timestamp: not a time"
        }
        newest = max(newest, time)
        if name == "cowrie.session.connect" {
            guard let session = CowrieSession(event, id: id, at: time) else { return "a connection without its addresses and ports" }
            open[id] = session
        } else if name == "cowrie.session.closed" {
            guard let session = open.removeValue(forKey: id) else { return "session: its beginning is not in these files" }
            append(session, end: time)
        } else {
            open[id]?.add(event, named: name, at: time)
        }
        return nil
    }

    private mutating func append(_ session: CowrieSession, end: Timestamp?) {
        let name = ident ?? session.sensor.flatMap { $0.isEmpty || $0.utf8.count > 255 ? nil : $0 } ?? "cowrie"
        let message = ReceivedMessage(
            ident: name, channel: "cowrie.sessions", payload: session.payload(end: end), received: end ?? session.last)
        var hash = SHA256()
        hash.update(data: Array("cowrie".utf8) + [0] + Array(name.utf8) + [0] + session.identity)
        batch.append(
            NormalizedMessage(
                key: RecordKey(seconds: UInt32(clamping: message.received.seconds), counter: 0, node: NodeIdentities.importNode),
                message: message, outcome: Intake.outcome(of: message, normalizer), importDigest: Array(hash.finalize())))
    }

    private mutating func commit() async throws(StorageError) {
        guard !batch.isEmpty else { return }
        let result = try await store.append(IngestBatch(messages: batch))
        counts.imported += result.stored
        counts.skipped += result.skipped
        batch.removeAll(keepingCapacity: true)
    }
}
