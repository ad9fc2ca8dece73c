import Crypto
import Documents
import Model
import Normalization
import Storage

/// A raw message that keeps the id it had elsewhere, by which it is known when it is imported again.
struct ImportedRecord {
    let id: ObjectID
    let message: ReceivedMessage

    func normalized(_ normalizer: Normalizer) -> NormalizedMessage {
        var hash = SHA256()
        hash.update(data: Array("record".utf8))
        hash.update(data: id.bytes)
        return NormalizedMessage(
            key: RecordKey(seconds: UInt32(clamping: message.received.seconds), counter: 0, node: NodeIdentities.importNode),
            message: message, outcome: Intake.outcome(of: message, normalizer), importDigest: Array(hash.finalize()),
            foreignID: id)
    }
}

/// Records on the channels `mnemosyne.session`, `.url`, `.file` and `.dork` that stand in for raw messages that are lost: the
/// payload is the document as JSON.
enum StandIns {
    static func record(of entry: DumpEntry, id: ObjectID) -> ImportedRecord {
        var writer = JSONWriter(capacity: 1_024)
        entry.document.write(to: &writer)
        let ident = entry.document["identifier"]?.text.flatMap { $0.utf8.count <= 255 && !$0.isEmpty ? $0 : nil }
        return ImportedRecord(
            id: id,
            message: ReceivedMessage(
                ident: ident ?? "mnemosyne", channel: "mnemosyne.\(entry.collection.rawValue)", payload: writer.bytes,
                received: received(entry)))
    }

    /// Sessions have the time of receipt of most channels; of the others only the id says when they were made.
    private static func received(_ entry: DumpEntry) -> Timestamp {
        if entry.collection == .session, let time = entry.document["timestamp"]?.time,
            (0...Int64(UInt32.max)).contains(time.seconds)
        {
            return time
        }
        return Timestamp(microseconds: Int64(entry.id.seconds) * 1_000_000)
    }

    /// What tells extractions apart; Mnemosyne kept milliseconds.
    struct Extraction: Hashable {
        private let milliseconds: Int64
        private let sha512: String

        init(_ extraction: ObservedURL.Extraction) {
            milliseconds = Extraction.milliseconds(extraction.timestamp)
            sha512 = extraction.hashes.sha512
        }

        /// Nil when it has no time or hash.
        init?(_ extraction: BSONDocument) {
            guard let time = extraction["timestamp"]?.time, case .document(let hashes) = extraction["hashes"],
                let digits = hashes["sha512"]?.text
            else { return nil }
            milliseconds = Extraction.milliseconds(time)
            sha512 = digits.lowercased()
        }

        private static func milliseconds(_ time: Timestamp) -> Int64 {
            let (whole, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000)
            return rest < 0 ? whole - 1 : whole
        }
    }
}
