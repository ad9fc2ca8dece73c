public import Documents

/// Contents of files, kept once by their SHA-256 in chunks of at most 1 MiB (design decision 13).
///
/// A content is written chunk by chunk under a pending number and sealed at the end; a sealed content that no document names is
/// removed by ``sweep(olderThan:)``, as is what was never sealed.
public protocol BlobStore: Sendable {
    /// Begins a content; gives its pending number.
    func beginBlob() async throws(StorageError) -> Int64
    /// Adds a chunk, 1 byte to 1 MiB, durable when it returns.
    func appendBlob(_ pending: Int64, _ chunk: [UInt8]) async throws(StorageError)
    /// Ends a content; the same content twice is kept once.
    func sealBlob(_ pending: Int64, sha256: [UInt8], size: Int64) async throws(StorageError)
    /// Gives up a content.
    func discardBlob(_ pending: Int64) async throws(StorageError)
    /// A chunk by its position from 0; nil past the end, and for an unknown content.
    func blobChunk(sha256: [UInt8], index: Int) async throws(StorageError) -> [UInt8]?
    /// The content that a file id names; nil for an unknown id.
    func file(_ id: ObjectID) async throws(StorageError) -> FileReference?
    /// Removes what nothing names and is older than that; gives how many contents went.
    func sweep(olderThan time: Timestamp) async throws(StorageError) -> Int
}

/// A reference of one document to one content.
public struct FileReference: Sendable, Hashable {
    /// Id of the reference, as shown in documents.
    public var id: ObjectID
    /// SHA-256 of the content, 32 bytes.
    public var sha256: [UInt8]
    /// Bytes of the content.
    public var size: Int64

    /// A reference.
    public init(id: ObjectID, sha256: [UInt8], size: Int64) {
        self.id = id
        self.sha256 = sha256
        self.size = size
    }
}
