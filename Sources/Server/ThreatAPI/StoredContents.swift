import Documents
import Intelligence
import Model
import Storage

/// Contents that the store has already, found by what clients know of them.
struct StoredContents {
    private let objects: any ObjectStore & BlobStore

    init(_ objects: any ObjectStore & BlobStore) {
        self.objects = objects
    }

    /// The content of an MD5 that no sample has yet, but another object of the same MD5 has (crits-resources-2.md 7.3); nil when
    /// there is none. Reads it to its end, a chunk at a time.
    func file(
        md5 text: String, describe: (UploadReceiver.Result) async throws -> UploadedFile?
    ) async throws -> UploadedFile? {
        let md5 = text.lowercased()
        guard md5.utf8.count == 32, md5.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) else { return nil }
        if try await reference(ObjectTypes.sample, md5) != nil { return nil }
        for type in [ObjectTypes.pcap, ObjectTypes.certificate] {
            guard let reference = try await reference(type, md5) else { continue }
            let result = try await read(reference)
            // An object may have its MD5 from elsewhere.
            return Hexadecimal.encode(result.md5) == md5 ? try await describe(result) : nil
        }
        return nil
    }

    private func reference(_ type: ObjectType, _ md5: String) async throws -> FileReference? {
        let page = try await objects.objects(
            ObjectQuery(
                type: type, filter: .criterion(Criterion(path: ["md5"], test: .equals(.string(md5)))), reader: .everything, limit: 10,
                lists: [], countsMatches: false))
        for document in page.documents {
            guard let id = document["filedata"]?.string.flatMap({ ObjectID($0) }) else { continue }
            if let reference = try await objects.file(id) { return reference }
        }
        return nil
    }

    private func read(_ reference: FileReference) async throws -> UploadReceiver.Result {
        var digest = ContentDigest(ofSample: true)
        var index = 0
        while let chunk = try await objects.blobChunk(sha256: reference.sha256, index: index) {
            digest.take(chunk)
            index += 1
        }
        return UploadReceiver.Result(
            fileName: "", size: digest.size, md5: digest.md5, sha1: digest.sha1, sha256: reference.sha256, beginning: digest.beginning,
            ssdeep: digest.ssdeep)
    }
}
