import Documents
import Intelligence
import Storage

/// The parameters of a POST with all that has to be found out about its files before the command runs.
struct PreparedParameters {
    let parameters: Intelligence.Parameters

    /// Largest archive that is opened, and largest text that is kept inside of a document.
    private static let maximumWhole = 256 << 20
    private static let maximumText: Int64 = 32 << 20

    init(
        _ resource: String, _ body: RequestBody, objects: any ObjectStore & BlobStore, parsing: (any FileParsing)?
    ) async throws {
        var values = body.values
        values["username"] = nil
        values["api_key"] = nil
        var parameters = Intelligence.Parameters(values)
        if let received = body.upload {
            var file = try await PreparedParameters.file(received, parsing)
            if ["raw_data", "emails"].contains(resource), received.size <= PreparedParameters.maximumText {
                let content = try await PreparedParameters.content(received.sha256, received.size, objects)
                file.text = String(validating: content, as: UTF8.self)
            }
            if resource == "screenshots" { file.picture = try await PreparedParameters.picture(received, objects, parsing) }
            parameters.upload = file
            let format = values["file_format"]?.string?.lowercased()
            if resource == "samples", format == "zip" || format == "rar" {
                parameters.archive = try await PreparedParameters.archive(
                    received, password: values["password"]?.string, objects, parsing)
            }
        }
        if resource == "samples", body.upload == nil, let md5 = values["md5"]?.string {
            parameters.known = try await StoredContents(objects).file(md5: md5) { try await PreparedParameters.file($0, parsing) }
        }
        if resource == "emails", let form = values["upload_type"]?.string.flatMap(MailForm.init) {
            parameters.mail = try await PreparedParameters.mail(form, body.upload, values["filedata"]?.string, objects, parsing)
        }
        self.parameters = parameters
    }

    private static func file(_ received: UploadReceiver.Result, _ parsing: (any FileParsing)?) async throws -> UploadedFile {
        let kind = received.size == 0 ? nil : await parsing?.kind(of: received.beginning)
        return UploadedFile(
            clientName: received.fileName, size: received.size, md5: Hexadecimal.encode(received.md5),
            sha1: Hexadecimal.encode(received.sha1), sha256: received.sha256, start: Array(received.beginning.prefix(16)),
            mimetype: kind?.mimetype, filetype: kind?.filetype)
    }

    private static func content(_ sha256: [UInt8], _ size: Int64, _ objects: any BlobStore) async throws -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(Int(size))
        var index = 0
        while size > 0, let chunk = try await objects.blobChunk(sha256: sha256, index: index) {
            content += chunk
            index += 1
        }
        return content
    }

    /// The members of an archive, each sealed like a file that was sent by itself.
    private static func archive(
        _ received: UploadReceiver.Result, password: String?, _ objects: any BlobStore, _ parsing: (any FileParsing)?
    ) async throws -> ArchiveContent {
        guard received.size <= maximumWhole else { return .unreadable("it is longer than \(maximumWhole) bytes") }
        guard let parsing else { return .unreadable("no worker is there to open it") }
        let archive = try await content(received.sha256, received.size, objects)
        let members: [(name: String, content: [UInt8])]
        do {
            members = try await parsing.members(of: archive, password: password)
        } catch let error as FileParsingError {
            return .unreadable(error.description)
        }
        var files: [UploadedFile] = []
        for member in members {
            let received = try await seal(member.content, name: member.name, objects)
            files.append(try await file(received, parsing))
        }
        return .members(files)
    }

    /// The mail in an upload or in a text, its parts sealed like files that were sent by themselves; nil when nothing was sent.
    private static func mail(
        _ form: MailForm, _ received: UploadReceiver.Result?, _ text: String?, _ objects: any BlobStore, _ parsing: (any FileParsing)?
    ) async throws -> MailContent? {
        let size = received?.size ?? Int64(text?.utf8.count ?? 0)
        guard size > 0 else { return nil }
        guard size <= maximumText else { return .unreadable("The mail is longer than \(maximumText) bytes.") }
        guard let parsing else { return .unreadable("No worker is there to read the mail.") }
        let bytes: [UInt8]
        if let received {
            bytes = try await content(received.sha256, received.size, objects)
        } else {
            bytes = Array((text ?? "").utf8)
        }
        let read: ReadMail
        do {
            read = try await parsing.mail(in: bytes, form: form)
        } catch let error as FileParsingError {
            return .unreadable(error.description)
        }
        var mail = ParsedMail(fields: read.fields)
        for part in read.parts {
            let sealed = try await seal(part.content, name: part.name, objects)
            let sealedPart = MailPart(file: try await file(sealed, parsing), isInlineText: part.isInlineText)
            mail.add(sealedPart)
        }
        return .message(mail)
    }

    /// The picture in an upload, sealed with its thumbnail; nil when it can't be decoded.
    private static func picture(
        _ received: UploadReceiver.Result, _ objects: any BlobStore, _ parsing: (any FileParsing)?
    ) async throws -> UploadedPicture? {
        guard let parsing, received.size > 0, received.size <= maximumText else { return nil }
        let bytes = try await content(received.sha256, received.size, objects)
        let read: ReadPicture
        do {
            read = try await parsing.picture(in: bytes)
        } catch is FileParsingError {
            return nil
        }
        let image = try await seal(read.image, name: "", objects)
        let thumbnail = try await seal(read.thumbnail, name: "", objects)
        return UploadedPicture(width: read.width, height: read.height, image: image.sha256, thumbnail: thumbnail.sha256)
    }

    private static func seal(_ content: [UInt8], name: String, _ objects: any BlobStore) async throws -> UploadReceiver.Result {
        var receiver = try await UploadReceiver(store: objects, fileName: name)
        try await receiver.take(content)
        return try await receiver.finish()
    }
}
