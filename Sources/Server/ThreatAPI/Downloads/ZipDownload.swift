import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// The files of the documents that a request lists, in one zip with a password (crits-api.md 7).
struct ZipDownload: Sendable {
    /// One file of the zip.
    struct Entry: Sendable {
        /// Name inside of the zip, each once.
        let name: String
        let file: FileReference
    }

    let store: any BlobStore
    let entries: [Entry]
    let transformation: FileTransformation
    let password: String

    private static let headers: HTTPFields = [
        .contentType: "application/octet-stream; charset=utf-8", .contentDisposition: "attachment; filename=\"results.zip\"",
    ]

    /// The zip, made while it is sent; without files a text that says so.
    func response() -> Response {
        guard !entries.isEmpty else {
            return Response(
                status: .ok, headers: [.contentType: "application/octet-stream; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "No files found!")))
        }
        return Response(
            status: .ok, headers: ZipDownload.headers,
            body: ResponseBody { writer in
                try await write(to: &writer)
                try await writer.finish(nil)
            })
    }

    private func write(to writer: inout some ResponseBodyWriter) async throws {
        let zip = try PasswordZip(password: password.isEmpty ? "infected" : password)
        for entry in entries {
            try zip.begin(name: entry.name, size: transformation == .raw || transformation == .invert ? entry.file.size : nil)
            let transformer = FileTransformer(transformation)
            var index = 0
            while let chunk = try await store.blobChunk(sha256: entry.file.sha256, index: index) {
                try zip.write(transformer.transform(chunk))
                try await writer.write(ByteBuffer(bytes: zip.take()))
                index += 1
            }
            try zip.write(transformer.finish())
        }
        try zip.finish()
        try await writer.write(ByteBuffer(bytes: zip.take()))
    }

    /// Names for files, the later of equal ones with a number (crits-api.md 7.2).
    static func distinct(_ names: [String]) -> [String] {
        var counts: [String: Int] = [:]
        return names.map { name in
            let count = counts[name, default: 0]
            counts[name] = count + 1
            return count == 0 ? name : "\(name)(\(count))"
        }
    }
}
