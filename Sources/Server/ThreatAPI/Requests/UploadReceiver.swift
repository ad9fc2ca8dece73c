import Crypto
import Documents
import Similarity
import Storage

/// Takes the content of an uploaded file into the store while it arrives, and its hashes with it; memory stays at one chunk.
struct UploadReceiver {
    /// What became of an upload.
    struct Result {
        let fileName: String
        let size: Int64
        let md5: [UInt8]
        let sha1: [UInt8]
        let sha256: [UInt8]
        /// The first 64 KiB, from which the kind of file is told.
        let beginning: [UInt8]
        /// The fuzzy hash of what may become a sample.
        let ssdeep: String?
    }

    private static let chunkSize = 1 << 20
    private static let beginningSize = 64 * 1_024

    private let store: any BlobStore
    private let pending: Int64
    private let fileName: String
    private var chunk: [UInt8] = []
    private var beginning: [UInt8] = []
    private var size: Int64 = 0
    private var md5 = Insecure.MD5()
    private var sha1 = Insecure.SHA1()
    private var sha256 = SHA256()
    private var similarity: FuzzyHasher?

    /// Begins a content; that of a sample also gets a fuzzy hash, which takes longer than all others together.
    init(store: any BlobStore, fileName: String, isSample: Bool) async throws {
        self.store = store
        self.fileName = fileName
        similarity = isSample ? FuzzyHasher() : nil
        pending = try await store.beginBlob()
    }

    /// Bytes so far.
    var received: Int64 { size }

    mutating func take(_ bytes: [UInt8]) async throws {
        md5.update(data: bytes)
        sha1.update(data: bytes)
        sha256.update(data: bytes)
        similarity?.update(bytes)
        size += Int64(bytes.count)
        if beginning.count < UploadReceiver.beginningSize {
            beginning.append(contentsOf: bytes.prefix(UploadReceiver.beginningSize - beginning.count))
        }
        chunk.append(contentsOf: bytes)
        while chunk.count >= UploadReceiver.chunkSize {
            try await store.appendBlob(pending, Array(chunk.prefix(UploadReceiver.chunkSize)))
            chunk.removeFirst(UploadReceiver.chunkSize)
        }
    }

    /// Seals the content, which from now on counts by its SHA-256; an empty one is given up.
    mutating func finish() async throws -> Result {
        let digest = Array(sha256.finalize())
        if size == 0 {
            try await store.discardBlob(pending)
        } else {
            if !chunk.isEmpty { try await store.appendBlob(pending, chunk) }
            try await store.sealBlob(pending, sha256: digest, size: size)
        }
        return Result(
            fileName: fileName, size: size, md5: Array(md5.finalize()), sha1: Array(sha1.finalize()), sha256: digest,
            beginning: beginning, ssdeep: similarity?.finish().text)
    }

    /// Gives the content up.
    func discard() async throws { try await store.discardBlob(pending) }
}
