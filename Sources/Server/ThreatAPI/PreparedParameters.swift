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
        _ resource: String, _ body: RequestBody, objects: any BlobStore, parsing: (any FileParsing)?
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
            parameters.upload = file
            let format = values["file_format"]?.string?.lowercased()
            if resource == "samples", format == "zip" || format == "rar" {
                parameters.archive = try await PreparedParameters.archive(
                    received, password: values["password"]?.string, objects, parsing)
            }
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
            var receiver = try await UploadReceiver(store: objects, fileName: member.name)
            try await receiver.take(member.content)
            files.append(try await file(try await receiver.finish(), parsing))
        }
        return .members(files)
    }
}
