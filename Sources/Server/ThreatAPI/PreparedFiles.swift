import Documents
import Intelligence
import Storage

/// Finds out about the files of a request what the command needs to know: their kinds, the files in archives and mails, pictures.
struct PreparedFiles {
    let objects: any BlobStore
    let parsing: (any FileParsing)?

    /// Largest archive that is opened.
    private static let maximumArchive: Int64 = 256 << 20
    /// Largest text that is kept inside of a document, largest mail and largest picture.
    static let maximumText: Int64 = 32 << 20
    /// Bytes that all archives in one mail may grow into.
    private static let maximumUnpacked: Int64 = 256 << 20
    private static let sealedAtOnce = 16
    private static let sliceSize = 1 << 20
    private static let zipType = "application/zip"

    /// Sealed contents with their kinds, told all at once.
    func described(_ received: [UploadReceiver.Result]) async -> [UploadedFile] {
        let known = received.filter { $0.size > 0 }
        var kinds = await parsing?.kinds(of: known.map(\.beginning))[...] ?? []
        return received.map { received in
            let kind = received.size > 0 ? kinds.popFirst() : nil
            return UploadedFile(
                clientName: received.fileName, size: received.size, md5: Hexadecimal.encode(received.md5),
                sha1: Hexadecimal.encode(received.sha1), sha256: received.sha256, start: Array(received.beginning.prefix(16)),
                mimetype: kind?.mimetype, filetype: kind?.filetype, ssdeep: received.ssdeep)
        }
    }

    /// A sealed content as a whole.
    func content(_ sha256: [UInt8], _ size: Int64) async throws -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(Int(size))
        var index = 0
        while size > 0, let chunk = try await objects.blobChunk(sha256: sha256, index: index) {
            content += chunk
            index += 1
        }
        return content
    }

    /// The members of an uploaded archive, each sealed like a file that was sent by itself.
    func archive(_ received: UploadReceiver.Result, password: String?) async throws -> ArchiveContent {
        guard received.size <= PreparedFiles.maximumArchive else {
            return .unreadable("it is longer than \(PreparedFiles.maximumArchive) bytes")
        }
        return try await members(of: try await content(received.sha256, received.size), password: password)
    }

    private func members(of archive: [UInt8], password: String?) async throws -> ArchiveContent {
        guard let parsing else { return .unreadable("no worker is there to open it") }
        let members: [(name: String, content: [UInt8])]
        do {
            members = try await parsing.members(of: archive, password: password)
        } catch let error as FileParsingError {
            return .unreadable(error.description)
        }
        return .members(await described(try await seal(members)))
    }

    /// The mail in an upload or in a text, its parts sealed like files that were sent by themselves; nil when nothing was sent.
    /// Zip archives in an Outlook mail are opened (crits-resources-1.md 9.6).
    func mail(
        _ form: MailForm, _ received: UploadReceiver.Result?, _ text: String?, password: String?
    ) async throws -> MailContent? {
        let size = received?.size ?? Int64(text?.utf8.count ?? 0)
        guard size > 0 else { return nil }
        guard size <= PreparedFiles.maximumText else {
            return .unreadable("The mail is longer than \(PreparedFiles.maximumText) bytes.")
        }
        guard let parsing else { return .unreadable("No worker is there to read the mail.") }
        let bytes = try await received.mapContent(content) ?? Array((text ?? "").utf8)
        let read: ReadMail
        do {
            read = try await parsing.mail(in: bytes, form: form)
        } catch let error as FileParsingError {
            return .unreadable(error.description)
        }
        var mail = ParsedMail(fields: read.fields, notes: read.notes)
        let sealed = try await seal(read.parts.map { ($0.name, $0.content) })
        var unpacked: Int64 = 0
        for (part, file) in zip(read.parts, await described(sealed)) {
            var stored = MailPart(file: file, isInlineText: part.isInlineText)
            if form == .msg, file.mimetype == PreparedFiles.zipType {
                stored.archive = try await members(of: part.content, password: password, unpacked: &unpacked)
            }
            mail.add(stored)
        }
        return .message(mail)
    }

    private func members(of archive: [UInt8], password: String?, unpacked: inout Int64) async throws -> ArchiveContent {
        guard unpacked < PreparedFiles.maximumUnpacked else {
            return .unreadable("the archives of this mail expand to more than \(PreparedFiles.maximumUnpacked) bytes")
        }
        let archive = try await members(of: archive, password: password)
        if case .members(let files) = archive { unpacked += files.reduce(0) { $0 + $1.size } }
        return archive
    }

    /// The picture in an upload, sealed with its thumbnail; nil when it can't be decoded.
    func picture(_ received: UploadReceiver.Result) async throws -> UploadedPicture? {
        guard let parsing, received.size > 0, received.size <= PreparedFiles.maximumText else { return nil }
        let bytes = try await content(received.sha256, received.size)
        let read: ReadPicture
        do {
            read = try await parsing.picture(in: bytes)
        } catch is FileParsingError {
            return nil
        }
        let image = try await seal(read.image, name: "", isSample: false)
        let thumbnail = try await seal(read.thumbnail, name: "", isSample: false)
        return UploadedPicture(width: read.width, height: read.height, image: image.sha256, thumbnail: thumbnail.sha256)
    }

    /// Seals contents of samples, some at a time so that they share the store's commits; in the same order.
    private func seal(_ files: [(name: String, content: [UInt8])]) async throws -> [UploadReceiver.Result] {
        try await withThrowingTaskGroup(of: (index: Int, result: UploadReceiver.Result).self) { group in
            var results = [UploadReceiver.Result?](repeating: nil, count: files.count)
            for (index, file) in files.enumerated() {
                if index >= PreparedFiles.sealedAtOnce, let sealed = try await group.next() { results[sealed.index] = sealed.result }
                group.addTask { (index, try await seal(file.content, name: file.name, isSample: true)) }
            }
            for try await sealed in group { results[sealed.index] = sealed.result }
            return results.compactMap { $0 }
        }
    }

    private func seal(_ content: [UInt8], name: String, isSample: Bool) async throws -> UploadReceiver.Result {
        var receiver = try await UploadReceiver(store: objects, fileName: name, isSample: isSample)
        // In slices, between which others get their turn: hashing a large file takes seconds.
        for start in stride(from: 0, to: content.count, by: PreparedFiles.sliceSize) {
            try await receiver.take(Array(content[start..<min(start + PreparedFiles.sliceSize, content.count)]))
        }
        return try await receiver.finish()
    }
}

extension UploadReceiver.Result? {
    /// The content, read from where it is sealed.
    fileprivate func mapContent(_ read: (_ sha256: [UInt8], _ size: Int64) async throws -> [UInt8]) async throws -> [UInt8]? {
        guard let self else { return nil }
        return try await read(self.sha256, self.size)
    }
}
