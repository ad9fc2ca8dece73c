import Crypto
public import Documents
import Model
public import Normalization
public import Storage

/// Takes JSON Lines into the store, each line once however often its file is imported (ruling 32).
public struct LinesImport: Sendable {
    /// What came of the lines so far.
    public typealias Progress = ImportCounts

    private let store: any ObservationStore
    private let normalizer: Normalizer
    private static let batchLines = 1_000
    private static let batchBytes = 8 * 1_048_576

    /// An import with the normalisers' settings.
    public init(store: any ObservationStore, options: NormalizationOptions) {
        self.store = store
        normalizer = Normalizer(options: options)
    }

    /// Imports an open file to its end.
    ///
    /// - Parameters:
    ///   - now: asked for the time of receipt of each line that names none.
    ///   - refused: called for each line that is no message; the others are imported all the same.
    ///   - progress: called after each commit.
    public func run(
        file: Int32, now: () -> Timestamp = { .now }, refused: (ImportLineError) -> Void, progress: (Progress) -> Void
    ) async throws -> Progress {
        var state = Progress()
        var reader = LineReader(file: file)
        var repeats = RepeatCounter()
        var batch: [NormalizedMessage] = []
        var bytes = 0
        var number = 0
        while let line = try reader.next() {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do throws(ImportedLine.FieldError) {
                batch.append(message(try ImportedLine(line, now: now()), &repeats))
                bytes += line.count
            } catch {
                state.refused += 1
                refused(ImportLineError(line: number, reason: error.reason))
            }
            if batch.count >= LinesImport.batchLines || bytes >= LinesImport.batchBytes {
                try await commit(&batch, &state)
                bytes = 0
                state.bytes = reader.bytesRead
                progress(state)
            }
        }
        try await commit(&batch, &state)
        state.bytes = reader.bytesRead
        progress(state)
        return state
    }

    private func message(_ line: ImportedLine, _ repeats: inout RepeatCounter) -> NormalizedMessage {
        var digest = line.identity
        let count = repeats.count(digest)
        if count > 1 {
            var hash = SHA256()
            hash.update(data: digest)
            withUnsafeBytes(of: UInt64(count).bigEndian) { hash.update(bufferPointer: $0) }
            digest = Array(hash.finalize())
        }
        let key = RecordKey(seconds: UInt32(clamping: line.message.received.seconds), counter: 0, node: NodeIdentities.importNode)
        return NormalizedMessage(
            key: key, message: line.message, outcome: Intake.outcome(of: line.message, normalizer), importDigest: digest)
    }

    private func commit(_ batch: inout [NormalizedMessage], _ state: inout Progress) async throws(StorageError) {
        guard !batch.isEmpty else { return }
        let result = try await store.append(IngestBatch(messages: batch))
        state.imported += result.stored
        state.skipped += result.skipped
        batch.removeAll(keepingCapacity: true)
    }
}

/// Tells how often a line was seen in a file: 8 bytes for each line, more only for those that repeat.
private struct RepeatCounter {
    private var seen: Set<UInt64> = []
    private var repeated: [UInt64: Int] = [:]

    /// The number of this line among its equals, from 1.
    mutating func count(_ digest: [UInt8]) -> Int {
        let short = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if seen.insert(short).inserted { return 1 }
        repeated[short, default: 1] += 1
        return repeated[short] ?? 1
    }
}
