import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// The body of a POST or PATCH: its parameters, and the file that came with it (crits-api.md 8.1).
struct RequestBody {
    /// Parameters by name; of repeated ones the last.
    var values = Document()
    /// The file part `filedata`.
    var upload: UploadReceiver.Result?

    /// Bytes of a body that is held in memory as a whole: JSON, urlencoded, and all text parts of a multipart body.
    static let maximumText = 32 << 20

    /// Reads the body; throws a ``Refusal`` with 400, 413 or 415.
    init(_ request: Request, store: any BlobStore, maximumUpload: Int64, isSample: Bool) async throws {
        let contentType = request.headers[.contentType] ?? "application/json"
        switch HeaderParameters(contentType).value {
        case "multipart/form-data":
            try await readMultipart(
                request.body, contentType, MultipartReader(store: store, maximumUpload: maximumUpload, isSample: isSample))
        case "application/x-www-form-urlencoded":
            try readForm(try await RequestBody.collect(request.body))
        case "application/json", "":
            try readJSON(try await RequestBody.collect(request.body))
        case let other:
            throw Refusal.threat(.unsupportedMediaType, "The content type '\(other)' is not supported.")
        }
    }

    private static func collect(_ body: Hummingbird.RequestBody) async throws -> [UInt8] {
        do {
            return Array(buffer: try await body.collect(upTo: maximumText))
        } catch is NIOTooManyBytesError {
            throw Refusal.threat(.contentTooLarge, "The body is longer than \(maximumText) bytes.")
        }
    }

    private mutating func readForm(_ bytes: [UInt8]) throws {
        for (name, value) in FormFields(String(decoding: bytes, as: UTF8.self)).pairs {
            if name == "filedata" { throw Refusal.threat(.badRequest, "Filedata only supported in multipart forms.") }
            values[name] = .string(value)
        }
    }

    private mutating func readJSON(_ bytes: [UInt8]) throws {
        guard bytes.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return }
        do {
            values = try Document(json: try JSONText(bytes).root)
        } catch {
            throw Refusal.threat(.badRequest, "The body is not a JSON object: \(error)")
        }
    }

    private mutating func readMultipart(
        _ body: Hummingbird.RequestBody, _ contentType: String, _ empty: MultipartReader
    ) async throws {
        var reader = empty
        do {
            var parser = try MultipartParser(contentType: contentType)
            for try await buffer in body {
                for event in try parser.feed(buffer.readableBytesView) { try await reader.take(event) }
            }
            try parser.finish()
        } catch {
            try? await reader.discard()
            if let problem = error as? MultipartParser.Problem { throw Refusal.threat(.badRequest, problem.description) }
            throw error
        }
        values = reader.values
        upload = reader.upload
    }
}

/// Puts the parts of a multipart body where they belong.
private struct MultipartReader {
    private enum Part {
        case none
        case text(name: String, bytes: [UInt8])
        case file(UploadReceiver)
        /// A file part of another name.
        case ignored
    }

    let store: any BlobStore
    let maximumUpload: Int64
    let isSample: Bool
    var values = Document()
    var upload: UploadReceiver.Result?
    private var part = Part.none
    private var textBytes = 0

    init(store: any BlobStore, maximumUpload: Int64, isSample: Bool) {
        self.store = store
        self.maximumUpload = maximumUpload
        self.isSample = isSample
    }

    mutating func take(_ event: MultipartParser.Event) async throws {
        switch event {
        case .begin(let name, let fileName?):
            guard name == "filedata" else { return part = .ignored }
            part = .file(try await UploadReceiver(store: store, fileName: fileName, isSample: isSample))
        case .begin(let name, nil): part = .text(name: name, bytes: [])
        case .data(let bytes): try await append(bytes)
        case .end: try await endPart()
        }
    }

    /// Gives up what has arrived of a file.
    func discard() async throws {
        if case .file(let receiver) = part { try await receiver.discard() }
    }

    private mutating func append(_ bytes: [UInt8]) async throws {
        switch part {
        case .none, .ignored: break
        case .text(let name, var text):
            textBytes += bytes.count
            guard textBytes <= RequestBody.maximumText else {
                throw Refusal.threat(.contentTooLarge, "The fields are longer than \(RequestBody.maximumText) bytes.")
            }
            text.append(contentsOf: bytes)
            part = .text(name: name, bytes: text)
        case .file(var receiver):
            guard receiver.received + Int64(bytes.count) <= maximumUpload else {
                throw Refusal.threat(.contentTooLarge, "filedata is longer than \(maximumUpload) bytes.")
            }
            part = .none
            try await receiver.take(bytes)
            part = .file(receiver)
        }
    }

    private mutating func endPart() async throws {
        switch part {
        case .none, .ignored: break
        case .text(let name, let bytes): values[name] = .string(String(decoding: bytes, as: UTF8.self))
        case .file(var receiver): upload = try await receiver.finish()
        }
        part = .none
    }
}
