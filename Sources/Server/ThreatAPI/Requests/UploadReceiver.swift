import Documents
public import Storage

/// Takes the content of an uploaded file into the store while it arrives, and its hashes with it; memory stays at one chunk.
public struct UploadReceiver: Sendable {
    /// What became of an upload.
    public struct Result: Sendable {
        /// The name that the client gave, as sent.
        public let fileName: String
        /// Bytes.
        public let size: Int64
        /// 16 bytes.
        public let md5: [UInt8]
        /// 20 bytes.
        public let sha1: [UInt8]
        /// 32 bytes: the name of the sealed content.
        public let sha256: [UInt8]
        /// The first 64 KiB, from which the kind of file is told.
        public let beginning: [UInt8]
        /// The fuzzy hash of what may become a sample.
        public let ssdeep: String?
    }

    private static let chunkSize = 1 << 20

    private let store: any BlobStore
    private let pending: Int64
    private let fileName: String
    private var chunk: [UInt8] = []
    private var digest: ContentDigest

    /// Begins a content; that of a sample also gets a fuzzy hash.
    public init(store: any BlobStore, fileName: String, isSample: Bool) async throws {
        self.store = store
        self.fileName = fileName
        digest = ContentDigest(ofSample: isSample)
        pending = try await store.beginBlob()
    }

    /// Bytes so far.
    public var received: Int64 { digest.size }

    /// Takes the next bytes.
    public mutating func take(_ bytes: [UInt8]) async throws {
        digest.take(bytes)
        chunk.append(contentsOf: bytes)
        while chunk.count >= UploadReceiver.chunkSize {
            try await store.appendBlob(pending, Array(chunk.prefix(UploadReceiver.chunkSize)))
            chunk.removeFirst(UploadReceiver.chunkSize)
        }
    }

    /// Seals the content, which from now on counts by its SHA-256; an empty one is given up.
    public mutating func finish() async throws -> Result {
        let sha256 = digest.sha256
        if digest.size == 0 {
            try await store.discardBlob(pending)
        } else {
            if !chunk.isEmpty { try await store.appendBlob(pending, chunk) }
            try await store.sealBlob(pending, sha256: sha256, size: digest.size)
        }
        return Result(
            fileName: fileName, size: digest.size, md5: digest.md5, sha1: digest.sha1, sha256: sha256, beginning: digest.beginning,
            ssdeep: digest.ssdeep)
    }

    /// Gives the content up.
    public func discard() async throws { try await store.discardBlob(pending) }
}
