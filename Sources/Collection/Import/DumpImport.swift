import Documents
import Model
public import Normalization
public import Storage

/// A document of a dump that can't be taken: where and why.
public struct DumpDocumentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Byte of the file at which the document begins.
    public let offset: Int
    /// The field and the reason.
    public let reason: String

    /// One sentence, without anything of the document.
    public var description: String { "the document at byte \(offset): \(reason)" }
}

/// Takes over the observations of a Mnemosyne or MHN database from files of `mongodump` and `mongoexport`.
///
/// Raw messages keep their ids. Sessions, urls and files are made from them anew, by the normalisers of today, and then get
/// the ids that they had. A document whose raw message is not in the dump is kept as a record of its own on a channel
/// `mnemosyne.<collection>`, from which it can be made anew like any other (see ``StandIns``).
///
/// A file can be taken over any number of times, after a kill too: what is known adds nothing.
public struct DumpImport: Sendable {
    /// What came of each collection.
    public typealias Progress = [DumpCollection: ImportCounts]

    private let store: any ObservationStore & ForeignIDStore
    private let normalizer: Normalizer
    private static let batchDocuments = 1_000
    private static let batchBytes = 8 << 20

    /// An import with the normalisers' settings.
    public init(store: any ObservationStore & ForeignIDStore, options: NormalizationOptions) {
        self.store = store
        normalizer = Normalizer(options: options)
    }

    /// The collection of the first document of an open file; nil when it is none that is taken over.
    public static func collection(file: Int32, format: DumpFormat) throws -> DumpCollection? {
        var reader = DumpReader(file: file, format: format)
        guard let (_, bytes) = try reader.next(), let document = try? reader.document(bytes) else { return nil }
        return DumpCollection(of: document)
    }

    /// Imports an open file to its end. Raw messages must come before what was made from them.
    ///
    /// - Parameters:
    ///   - collection: the collection of all documents; nil tells them by their fields.
    ///   - refused: called for each document that can't be taken; the others are imported all the same.
    ///   - progress: called after each commit.
    public func run(
        file: Int32, format: DumpFormat, collection: DumpCollection? = nil, refused: (DumpDocumentError) -> Void,
        progress: (Progress, _ bytes: Int) -> Void
    ) async throws -> Progress {
        var progressSoFar = Progress()
        var reader = DumpReader(file: file, format: format)
        var batch = DumpBatch(store: store, normalizer: normalizer)
        while let (offset, bytes) = try reader.next() {
            switch DumpImport.entry(bytes, reader, collection) {
            case .success(let entry):
                if let current = batch.collection, current != entry.collection { try await batch.commit(&progressSoFar) }
                batch.add(entry, bytes: bytes.count)
            case .failure(let fault):
                progressSoFar[collection ?? .hpfeed, default: ImportCounts()].refused += 1
                refused(DumpDocumentError(offset: offset, reason: fault.reason))
            }
            if batch.count >= DumpImport.batchDocuments || batch.bytes >= DumpImport.batchBytes {
                try await batch.commit(&progressSoFar)
                progress(progressSoFar, reader.bytesRead)
            }
        }
        try await batch.commit(&progressSoFar)
        progress(progressSoFar, reader.bytesRead)
        return progressSoFar
    }

    private static func entry(
        _ bytes: [UInt8], _ reader: DumpReader, _ collection: DumpCollection?
    ) -> Result<DumpEntry, DumpFault> {
        Result { () throws(DumpFault) in
            let document = try reader.document(bytes)
            guard let kind = collection ?? DumpCollection(of: document) else {
                throw DumpFault("its fields are those of no collection that is imported")
            }
            return try DumpEntry(document, in: kind)
        }
    }
}
