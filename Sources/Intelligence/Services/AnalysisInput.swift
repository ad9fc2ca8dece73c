import Documents
import Model
import Storage

/// What services look at of an object: the content of its file, or its text.
enum AnalysisInput {
    /// A file in the store.
    case file(FileReference)
    /// A text of the document.
    case text([UInt8])

    /// The types whose objects hold a file.
    private static let fileTypes: Set<String> = ["Sample", "PCAP", "Certificate"]

    /// Attributes of the other types that make up their text, in order.
    private static let texts: [String: [String]] = [
        "Email": ["raw_header", "raw_body"], "Event": ["title", "description"], "RawData": ["data"], "Signature": ["data"],
        "Indicator": ["value"], "Domain": ["domain"], "IP": ["ip"], "Target": ["email_address"],
    ]

    /// The input of an object; `file` finds what a file's id names. Nil when it has none.
    init?(_ type: ObjectType, _ head: Document, file: (ObjectID) throws -> FileReference?) rethrows {
        guard !Self.fileTypes.contains(type.name) else {
            guard let id = head["filedata"]?.string.flatMap({ ObjectID($0) }), let found = try file(id) else { return nil }
            self = .file(found)
            return
        }
        let parts = (Self.texts[type.name] ?? ["name", "description"]).compactMap { head[$0]?.string }.filter { !$0.isEmpty }
        if parts.isEmpty { return nil }
        self = .text(Array(parts.joined(separator: "\n\n").utf8))
    }

    /// Bytes in all.
    var size: Int64 {
        switch self {
        case .file(let reference): reference.size
        case .text(let bytes): Int64(bytes.count)
        }
    }

    /// At most that many bytes from the start.
    func bytes(upTo limit: Int, from store: any BlobStore) async throws(StorageError) -> [UInt8] {
        switch self {
        case .text(let bytes): return Array(bytes.prefix(limit))
        case .file(let reference):
            var content: [UInt8] = []
            content.reserveCapacity(Int(min(reference.size, Int64(limit))))
            var index = 0
            while content.count < limit, let chunk = try await store.blobChunk(sha256: reference.sha256, index: index) {
                content += chunk.prefix(limit - content.count)
                index += 1
            }
            return content
        }
    }
}
