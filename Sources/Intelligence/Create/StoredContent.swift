import Documents
import Model
import Storage

/// Documents that hold a file (crits-resources-2.md 12, rulings 31 and 36).
extension Workspace {
    /// The document that a content belongs to: the oldest of its MD5 that has the same content, else one without content, else
    /// a new one.
    ///
    /// `sha256` is nil where no content comes along; the oldest document is meant then.
    func findOrStartFile(_ type: ObjectType, md5: String, sha256: [UInt8]?) throws -> ObjectDraft {
        var withoutContent: ObjectDraft?
        for id in try transaction.ids(of: type, identity: ObjectIdentity.of(md5)) {
            guard let draft = try load(type, id) else { continue }
            guard let sha256 else { return draft }
            guard let content = try content(of: draft) else {
                withoutContent = withoutContent ?? draft
                continue
            }
            if content.sha256 == sha256 { return draft }
        }
        return withoutContent ?? start(type)
    }

    /// The content of a document; nil when it has none.
    func content(of draft: ObjectDraft) throws -> FileReference? {
        guard let text = draft.text("filedata"), let id = ObjectID(text) else { return nil }
        return try transaction.file(id)
    }

    /// Gives a document a content that is in the store without having been sent; false when it is gone by now.
    func attachIfStored(_ file: UploadedFile, to draft: inout ObjectDraft) throws -> Bool {
        do throws(StorageError) {
            draft.set("filedata", try transaction.linkFile(sha256: file.sha256, owner: draft.id).description)
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    /// Gives a document its content, unless it has one.
    func attach(_ file: UploadedFile, to draft: inout ObjectDraft) throws {
        guard try content(of: draft) == nil else { return }
        draft.set("filedata", try transaction.linkFile(sha256: file.sha256, owner: draft.id).description)
    }
}

extension Parameters {
    /// The uploaded file of a resource that needs one with bytes in it.
    func requiredUpload(empty: Objection) throws(Objection) -> UploadedFile {
        guard let upload else { throw .noFile }
        guard upload.size > 0 else { throw empty }
        return upload
    }
}
